"""The pages around the courses: home, catalogue, pricing, about, terms."""

from .model import (
    AboutTexts,
    CatalogueTexts,
    HomeTexts,
    Number,
    PageTexts,
    Point,
    PricingTexts,
    Question,
    Voice,
    both,
)

HOME = HomeTexts(
    title=both("Accueil", "Home"),
    heading=both(
        "Comprendre le code, une image à la fois",
        "Understand code, one picture at a time",
    ),
    text=both(
        "Des cours de programmation en films courts, où l'on voit ce que le code fait vraiment. Python, Django, React : choisissez un cours, la première leçon est gratuite.",
        "Programming courses in short films that show what code really does. Python, Django, React: pick a course, the first lesson is free.",
    ),
    courses_label=both("Voir les cours", "See the courses"),
    plans_label=both("Voir les formules", "See the plans"),
    numbers=(
        Number(
            both("3", "3"),
            both(
                "cours, du premier programme à la mise en production",
                "courses, from a first program to production",
            ),
        ),
        Number(
            both("13", "13"),
            both(
                "leçons, chacune avec son film, ses notes et ses sous-titres",
                "lessons, each with its film, its notes and its captions",
            ),
        ),
        Number(
            both("30 s", "30 s"),
            both("pour voir une idée en mouvement", "to see one idea in motion"),
        ),
    ),
    teaser_heading=both("Voyez comment nous expliquons", "See how we explain"),
    teaser_text=both(
        "La première leçon de Python, en entier : un programme que l'on lit le doigt sur la ligne, pendant que la mémoire se remplit.",
        "The first lesson of Python, whole: a program read with a finger on the line, while the memory fills up.",
    ),
    points_heading=both("Apprendre sans décrocher", "Learn without losing the thread"),
    points=(
        Point(
            both("Une idée par film", "One idea per film"),
            both(
                "Chaque film tient en une demi-minute et ne montre qu'une chose, en mouvement. Vous pouvez le revoir dix fois sans y passer la soirée.",
                "Each film lasts half a minute and shows one thing, in motion. You can watch it ten times over and still have your evening.",
            ),
        ),
        Point(
            both("De vrais exercices", "Real exercises"),
            both(
                "Les notes de chaque leçon se terminent par quelque chose à faire, à prévoir ou à mesurer. C'est là que l'on apprend.",
                "The notes of each lesson end with something to do, to predict or to measure. That is where the learning happens.",
            ),
        ),
        Point(
            both("Sous-titré, en deux langues", "Captioned, in two languages"),
            both(
                "Tous les films portent des sous-titres français et anglais. Ils se suivent sans le son, dans le train comme au bureau.",
                "Every film has captions in French and English. You can follow without sound, on the train or at the office.",
            ),
        ),
    ),
    courses_heading=both("Trois cours pour commencer", "Three courses to start with"),
    voices_heading=both("Ce qu'en disent les premiers", "What the first ones say"),
    voices=(
        Voice(
            "Nadia",
            both("A suivi Python pour débutants", "Took Python for beginners"),
            both(
                "J'avais abandonné deux fois. Ici, j'ai vu la mémoire se remplir ligne après ligne, et tout ce que j'avais appris par cœur a pris un sens.",
                "I had given up twice. Here I saw the memory fill up line by line, and everything I had learnt by heart began to make sense.",
            ),
        ),
        Voice(
            "Hugo",
            both("A suivi Django avancé", "Took Advanced Django"),
            both(
                "Le film sur les verrous dure une demi-minute. Il m'a épargné une semaine.",
                "The film on locks lasts half a minute. It saved me a week.",
            ),
        ),
        Voice(
            "Inès",
            both("Apprend le soir", "Learns in the evening"),
            both(
                "Une leçon, un thé, un exercice. C'est la première formation que je termine.",
                "One lesson, one tea, one exercise. It is the first course I ever finished.",
            ),
        ),
    ),
    faq_heading=both("Avant de commencer", "Before you start"),
    call_heading=both(
        "Regardez une leçon, décidez ensuite", "Watch a lesson, then decide"
    ),
    call_text=both(
        "La première leçon de chaque cours est ouverte à tous. Une demi-minute suffit pour savoir si notre façon d'expliquer vous convient.",
        "The first lesson of each course is open to everyone. Half a minute is enough to tell whether our way of explaining suits you.",
    ),
    call_label=both("Choisir un cours", "Pick a course"),
)

CATALOGUE = CatalogueTexts(
    title=both("Cours", "Courses"),
    slug=both("cours", "courses"),
    intro=both(
        "Trois cours, du premier programme à la mise en production. La première leçon de chacun est gratuite : entrez et regardez.",
        "Three courses, from a first program to production. The first lesson of each is free: come in and watch.",
    ),
)

PRICING = PricingTexts(
    title=both("Tarifs", "Pricing"),
    slug=both("tarifs", "pricing"),
    heading=both("Un cours, ou tous les cours", "One course, or all of them"),
    text=both(
        "Achetez un cours et gardez-le, ou ouvrez-les tous pour un mois ou pour un an. Aucune reconduction automatique : rien n'est prélevé sans vous.",
        "Buy a course and keep it, or open them all for a month or a year. Nothing renews by itself: no payment is taken without you.",
    ),
    faq_heading=both("Avant de choisir", "Before you choose"),
    faq=(
        Question(
            both(
                "Que se passe-t-il à la fin de ma formule ?",
                "What happens when my plan ends?",
            ),
            both(
                "L'accès s'arrête, et c'est tout : rien n'est renouvelé ni prélevé. Les cours que vous avez achetés séparément restent ouverts.",
                "Access ends, and that is all: nothing is renewed or charged. Courses you bought on their own stay open.",
            ),
        ),
        Question(
            both(
                "Vaut-il mieux un cours ou une formule ?",
                "Is a course or a plan better for me?",
            ),
            both(
                "Pour un seul sujet, à votre rythme, prenez le cours : il est à vous. Pour en explorer plusieurs en peu de temps, prenez une formule.",
                "For one subject at your own pace, take the course: it is yours. To explore several in a short time, take a plan.",
            ),
        ),
        Question(
            both("Que comporte l'accès accompagné ?", "What does guided access add?"),
            both(
                "Un enseignant relit les exercices que vous lui envoyez et vous répond par écrit, sous deux jours ouvrés.",
                "A teacher reads the exercises you send and answers in writing, within two working days.",
            ),
        ),
        Question(
            both("Comment puis-je payer ?", "How can I pay?"),
            both(
                "Par carte, avec PayPal ou par virement. L'accès s'ouvre aussitôt par carte et PayPal, à la réception des fonds par virement.",
                "By card, with PayPal or by bank transfer. Access opens at once with a card or PayPal, and when the money arrives with a transfer.",
            ),
        ),
        Question(
            both("Puis-je être remboursé ?", "Can I get a refund?"),
            both(
                "Vous disposez de 14 jours pour changer d'avis, sauf si vous avez demandé l'accès immédiat et renoncé à ce délai. Regardez d'abord une leçon gratuite : elle est faite pour cela.",
                "You have 14 days to change your mind, unless you asked for immediate access and gave up that period. Watch a free lesson first: that is what it is for.",
            ),
        ),
    ),
)

ABOUT = AboutTexts(
    title=both("À propos", "About"),
    slug=both("a-propos", "about"),
    heading=both(
        "Un lieu où l'on voit bien le tableau de partout",
        "A place where every seat sees the board",
    ),
    text=both(
        "C'est cela, un amphi. Nous en avons fait une école de programmation : des films courts, dessinés ligne par ligne, pour montrer ce que le code fait quand personne ne regarde.",
        "That is what an amphitheatre is. We have made a programming school of it: short films, drawn line by line, to show what code does when nobody is looking.",
    ),
    method=Point(
        both("Montrer d'abord, nommer ensuite", "Show first, name afterwards"),
        both(
            "Une variable est un tiroir avant d'être une définition ; un verrou est une file d'attente avant d'être une instruction SQL. Quand l'image est claire, le vocabulaire vient tout seul.",
            "A variable is a drawer before it is a definition; a lock is a queue before it is an SQL statement. Once the picture is clear, the vocabulary comes by itself.",
        ),
    ),
    mistakes=Point(
        both("Se tromper fait partie du cours", "Mistakes are part of the course"),
        both(
            "Nous provoquons les erreurs, nous les lisons, nous les réparons. Un message d'erreur que l'on sait lire ne fait plus peur : il dit où regarder.",
            "We cause mistakes, we read them, we mend them. An error message you can read is no longer frightening: it tells you where to look.",
        ),
    ),
    steps_heading=both("Comment se passe une leçon", "How a lesson goes"),
    steps=(
        Point(
            both("Deviner", "Guess"),
            both(
                "Vous lisez le programme et vous pariez sur ce qu'il va faire.",
                "You read the program and bet on what it will do.",
            ),
        ),
        Point(
            both("Regarder", "Watch"),
            both(
                "Le film le montre, une ligne après l'autre. Une idée, et pas davantage.",
                "The film shows it, one line after the other. One idea, and no more.",
            ),
        ),
        Point(
            both("Refaire", "Do it again"),
            both(
                "L'exercice vous met aux commandes, avec vos propres valeurs.",
                "The exercise puts you at the controls, with values of your own.",
            ),
        ),
    ),
    people_heading=both("Les enseignants", "The teachers"),
    quote=both(
        "Six lignes comprises à fond valent mieux que six cents recopiées.",
        "Six lines fully understood are worth more than six hundred copied out.",
    ),
    notice=both(
        """<h2>Ceci est une démonstration</h2>
<p>Amphi est une boutique d'exemple : l'école, ses enseignants, ses élèves et ses prix sont imaginaires, les films et les leçons, eux, sont bien réels. Aucun paiement n'y est encaissé.</p>""",
        """<h2>This is a demonstration</h2>
<p>Amphi is an example shop: the school, its teachers, its learners and its prices are made up, while the films and the lessons are real. No payment is collected here.</p>""",
    ),
)

TERMS = PageTexts(
    title=both("Conditions de vente", "Terms of sale"),
    slug=both("conditions", "terms"),
    body=both(
        """<p>Ces conditions sont celles d'une boutique de démonstration. Avant d'ouvrir une vraie boutique, remplacez-les par les vôtres et faites-les relire par un juriste.</p>
<h2>Ce que vous achetez</h2>
<p>Un cours acheté seul vous est ouvert sans limite de durée. Une formule ouvre tous les cours pendant 30 ou 365 jours à partir du paiement, puis s'arrête d'elle-même, sans reconduction. L'accès est personnel.</p>
<h2>Prix et paiement</h2>
<p>Les prix sont en euros, toutes taxes comprises. Vous payez par carte, avec PayPal ou par virement. L'accès s'ouvre dès que le paiement est confirmé.</p>
<h2>Droit de rétractation</h2>
<p>Vous disposez de 14 jours à compter de l'achat pour vous rétracter, sans avoir à donner de motif. Écrivez-nous, et nous vous remboursons par le même moyen de paiement dans les 14 jours.</p>
<p>Si vous demandez que votre accès commence immédiatement, vous renoncez expressément à ce droit : nous vous le demandons par une case à cocher avant le paiement, et nous vous le confirmons par courriel.</p>
<h2>Vos données</h2>
<p>Nous gardons ce qui est nécessaire pour vous ouvrir vos cours et tenir nos comptes : votre nom, votre adresse électronique, vos commandes. Les données de votre carte ne passent jamais par nos serveurs.</p>
<h2>Une question, un désaccord</h2>
<p>Écrivez-nous d'abord : la plupart des choses s'arrangent par un message. Le droit français s'applique à ces conditions.</p>""",
        """<p>These are the terms of a demonstration shop. Before you open a real one, replace them with your own and have a lawyer read them.</p>
<h2>What you buy</h2>
<p>A course bought on its own is open to you with no time limit. A plan opens every course for 30 or 365 days from payment, then ends by itself and does not renew. Access is personal.</p>
<h2>Prices and payment</h2>
<p>Prices are in euros and include taxes. You pay by card, with PayPal or by bank transfer. Access opens as soon as the payment is confirmed.</p>
<h2>Right of withdrawal</h2>
<p>You have 14 days from the purchase to withdraw from it, without giving a reason. Write to us, and we refund you by the same means of payment within 14 days.</p>
<p>If you ask for your access to begin immediately, you expressly give up this right: we ask you for this with a tick box before payment, and confirm it to you by e-mail.</p>
<h2>Your data</h2>
<p>We keep what is needed to open your courses and keep our books: your name, your e-mail address, your orders. Your card details never pass through our servers.</p>
<h2>A question, a disagreement</h2>
<p>Write to us first: most things are settled with a message. These terms are governed by French law.</p>""",
    ),
)

FOOTER_WORDS = both(
    "Des cours en films courts, payés une fois, sans renouvellement. Carte, PayPal ou virement.",
    "Courses in short films, paid once, never renewed. By card, PayPal or bank transfer.",
)
FOOTER = (  # heading, names of pages
    (both("Apprendre", "Learn"), ("catalogue", "python", "django", "react")),
    (both("Amphi", "Amphi"), ("pricing", "shop", "about", "terms")),
)
SELLER = {  # of no firm: the number is the one that registers leave out
    "seller": "Amphi (démonstration)",
    "address": "12 rue des Gradins\n69001 Lyon",
    "registration": "RCS Lyon 000 000 000",
    "vat_number": "FR 00 000 000 000",
    "email": "aide@amphi.example",
}
PROFILES = (
    "https://www.youtube.com/",
    "https://www.linkedin.com/",
    "https://mastodon.social/",
)
