"""The pages around the courses: home, catalogue, pricing, about, terms."""

from .model import (
    CatalogueTexts,
    HomeTexts,
    PageTexts,
    Point,
    PricingTexts,
    Question,
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
    proof_heading=both("Ce que vous trouverez ici", "What you will find here"),
    proof=(
        Point(
            both("3 cours", "3 courses"),
            both(
                "Du tout premier programme au site en production.",
                "From a very first program to a site in production.",
            ),
        ),
        Point(
            both("13 leçons", "13 lessons"),
            both(
                "Chacune avec son film, ses notes et ses sous-titres.",
                "Each with its film, its notes and its captions.",
            ),
        ),
        Point(
            both("3 leçons gratuites", "3 free lessons"),
            both(
                "La première de chaque cours, sans inscription.",
                "The first of each course, without signing up.",
            ),
        ),
    ),
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

ABOUT = PageTexts(
    title=both("À propos", "About"),
    slug=both("a-propos", "about"),
    body=both(
        """<p>Un amphi, c'est un lieu où l'on voit bien le tableau de partout. Nous en avons fait une école de programmation : des films courts, dessinés ligne par ligne, pour montrer ce que le code fait quand personne ne regarde.</p>
<h2>Notre façon d'enseigner</h2>
<p>Nous montrons d'abord, nous nommons ensuite. Une variable est un tiroir avant d'être une définition ; un verrou est une file d'attente avant d'être une instruction SQL. Quand l'image est claire, le vocabulaire vient tout seul.</p>
<ul><li>Une idée par leçon, et pas davantage.</li><li>Du code que l'on peut lire à voix haute.</li><li>Les erreurs font partie du cours : on les provoque, on les lit, on les répare.</li></ul>
<h2>Les enseignants</h2>
<p>Marie Dupont enseigne Python aux débutants, Jean Martin Django à ceux qui mettent en production, Sophie Leroux React et les API.</p>
<h2>Ceci est une démonstration</h2>
<p>Amphi est une boutique d'exemple : l'école, ses enseignants et ses prix sont imaginaires, les films et les leçons, eux, sont bien réels. Aucun paiement n'y est encaissé.</p>""",
        """<p>An amphitheatre is a place where everyone has a good view of the board. We have made a programming school of it: short films, drawn line by line, to show what code does when nobody is looking.</p>
<h2>How we teach</h2>
<p>We show first and name afterwards. A variable is a drawer before it is a definition; a lock is a queue before it is an SQL statement. Once the picture is clear, the vocabulary comes by itself.</p>
<ul><li>One idea per lesson, and no more.</li><li>Code you can read aloud.</li><li>Mistakes are part of the course: we cause them, read them and mend them.</li></ul>
<h2>The teachers</h2>
<p>Marie Dupont teaches Python to beginners, Jean Martin Django to people who put sites into production, Sophie Leroux React and APIs.</p>
<h2>This is a demonstration</h2>
<p>Amphi is an example shop: the school, its teachers and its prices are made up, while the films and the lessons are real. No payment is collected here.</p>""",
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
    (both("Amphi", "Amphi"), ("pricing", "about", "terms")),
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
