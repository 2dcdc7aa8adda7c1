"""Python pour débutants."""

from .model import Course, Lesson, Question, Resource, Section, Voice, both

_READ = Lesson(
    title=both("Lire un programme, ligne par ligne", "Read a program, line by line"),
    slug=both("lire-un-programme", "read-a-program"),
    film="python-01",
    free=True,
    body=both(
        """<p>Un programme n'a rien de mystérieux : c'est une suite d'instructions, exécutées dans l'ordre où elles sont écrites. Avant d'en écrire, apprenons à en lire un comme le fait Python, le doigt sur la ligne.</p>
<h3>Ce qu'il faut retenir</h3>
<ul><li>Une <b>variable</b> est un nom posé sur une valeur : <code>born = 1815</code>.</li><li>Le signe <code>=</code> ne dit pas « est égal à » mais « prend la valeur de ».</li><li>La partie droite est toujours calculée avant d'être rangée à gauche.</li></ul>
<p>À vous : remplacez l'année de naissance d'Ada Lovelace par la vôtre et 1843 par l'année en cours. Avant de lancer le programme, écrivez sur une feuille ce qu'il va afficher. Ce petit pari est la meilleure habitude que vous puissiez prendre.</p>""",
        """<p>There is nothing mysterious about a program: it is a list of instructions, carried out in the order they are written. Before writing one, let us learn to read one the way Python does, with a finger on the line.</p>
<h3>What to remember</h3>
<ul><li>A <b>variable</b> is a name put on a value: <code>born = 1815</code>.</li><li>The sign <code>=</code> does not say “is equal to” but “takes the value of”.</li><li>The right-hand side is always worked out before it is stored on the left.</li></ul>
<p>Your turn: replace Ada Lovelace's year of birth with yours and 1843 with this year. Before you run the program, write down on paper what it will show. That small bet is the best habit you can take up.</p>""",
    ),
)

_DECIDE = Lesson(
    title=both("Décider avec if, elif et else", "Decide with if, elif and else"),
    slug=both("decider-avec-if", "decide-with-if"),
    film="python-02",
    resources=(
        Resource(
            both("Les tarifs, à compléter", "The ticket prices, to complete"),
            "tickets.py",
        ),
    ),
    body=both(
        """<p>Un programme devient utile le jour où il sait choisir. <code>if</code> pose une question dont la réponse est oui ou non ; <code>elif</code> en pose une autre si la première a échoué ; <code>else</code> recueille tout ce qui reste.</p>
<p>L'ordre compte : Python s'arrête à la première condition vraie et ne regarde pas les suivantes. C'est pourquoi <code>elif age &lt; 26</code> n'a pas besoin de préciser « et au moins 12 » : si l'on arrive jusque-là, c'est déjà vrai.</p>
<p>Méfiez-vous des bords. À 12 ans tout juste, paie-t-on ou non ? Entre <code>&lt;</code> et <code>&lt;=</code>, il n'y a qu'un caractère et une réclamation au guichet. Le fichier joint vous propose d'ajouter un tarif senior : choisissez d'abord les âges à essayer, puis écrivez le code.</p>""",
        """<p>A program becomes useful the day it can choose. <code>if</code> asks a question whose answer is yes or no; <code>elif</code> asks another when the first one failed; <code>else</code> takes in whatever is left.</p>
<p>The order matters: Python stops at the first condition that is true and does not look at the others. That is why <code>elif age &lt; 26</code> need not add “and at least 12”: whoever gets that far is.</p>
<p>Beware of borders. At exactly 12, do you pay or not? Between <code>&lt;</code> and <code>&lt;=</code> there is one character, and one complaint at the counter. The file below asks you to add a senior price: first choose the ages to try, then write the code.</p>""",
    ),
)

_REPEAT = Lesson(
    title=both("Répéter avec for", "Repeat with for"),
    slug=both("repeter-avec-for", "repeat-with-for"),
    film="python-03",
    body=both(
        """<p>Additionner quatre prix à la main, passe encore. Quatre mille, non. La boucle <code>for</code> confie la répétition à la machine : vous écrivez ce qui arrive à <i>un</i> élément, elle l'applique à chacun.</p>
<p>Le schéma du film revient partout : une valeur de départ avant la boucle (<code>total = 0</code>), une mise à jour dans la boucle, le résultat après. On l'appelle un accumulateur. Avec lui, vous savez compter, additionner, chercher le plus grand ou recopier une liste en la filtrant.</p>
<ul><li>Ce qui est décalé vers la droite appartient à la boucle.</li><li>Le nom <code>price</code> est le vôtre : choisissez le singulier de la liste, et la ligne se lit comme une phrase.</li></ul>""",
        """<p>Adding up four prices by hand is one thing. Four thousand is another. The <code>for</code> loop hands the repeating to the machine: you write what happens to <i>one</i> item, and it does so for each.</p>
<p>The pattern in the film is everywhere: a starting value before the loop (<code>total = 0</code>), an update inside the loop, the result after it. It is called an accumulator. With it you can count, add up, find the largest, or copy a list while filtering it.</p>
<ul><li>Whatever is indented belongs to the loop.</li><li>The name <code>price</code> is yours to choose: take the singular of the list, and the line reads like a sentence.</li></ul>""",
    ),
)

_FUNCTIONS = Lesson(
    title=both("Écrire ses propres fonctions", "Write functions of your own"),
    slug=both("ecrire-ses-fonctions", "write-functions"),
    film="python-04",
    body=both(
        """<p>Vous appelez des fonctions depuis la première leçon : <code>print</code> en est une. En écrire, c'est donner un nom à un savoir-faire, pour ne plus avoir à y penser.</p>
<h3>Trois questions avant d'écrire</h3>
<ul><li><b>Que lui faut-il ?</b> Ce sont les paramètres. Un paramètre peut avoir une valeur par défaut : <code>rate=20</code>.</li><li><b>Que rend-elle ?</b> C'est ce qui suit <code>return</code>.</li><li><b>Comment s'appelle-t-elle ?</b> Si le nom est difficile à trouver, la fonction fait sans doute deux choses.</li></ul>
<p>Ne confondez pas <code>return</code> et <code>print</code> : l'un donne une valeur au programme, l'autre la montre à un humain. Une fonction qui rend son résultat peut servir partout ; une fonction qui l'affiche ne sert qu'à l'écran.</p>""",
        """<p>You have been calling functions since the first lesson: <code>print</code> is one. To write one is to give a name to a piece of know-how, so that you need not think of it again.</p>
<h3>Three questions before you write</h3>
<ul><li><b>What does it need?</b> Those are its parameters. A parameter may have a default value: <code>rate=20</code>.</li><li><b>What does it give back?</b> That is what follows <code>return</code>.</li><li><b>What is it called?</b> If the name is hard to find, the function probably does two things.</li></ul>
<p>Do not mix up <code>return</code> and <code>print</code>: one gives a value to the program, the other shows it to a person. A function that returns its result can be used anywhere; one that prints it is only good for the screen.</p>""",
    ),
)

_SORT = Lesson(
    title=both("Trier une liste comme on veut", "Sort a list your way"),
    slug=both("trier-une-liste", "sort-a-list"),
    film="python-05",
    body=both(
        """<p><code>sorted</code> range une liste et vous en rend une nouvelle. Ce qui la rend puissante tient en un mot : <code>key</code>. Vous lui donnez une fonction, Python l'applique à chaque élément et compare les résultats.</p>
<p><code>key=len</code> trie par longueur, <code>key=str.lower</code> ignore les majuscules, et rien ne vous empêche d'écrire votre propre clé : le prix d'un produit, la date d'un rendez-vous. Voilà à quoi servent les fonctions de la leçon précédente : on peut aussi les confier à d'autres.</p>
<p>Dernière subtilité, et elle est précieuse : à égalité, l'ordre de départ est conservé. On dit que le tri est <i>stable</i>. Pour trier par ville puis par nom, triez donc d'abord par nom, ensuite par ville.</p>""",
        """<p><code>sorted</code> puts a list in order and hands you a new one. What makes it powerful is a single word: <code>key</code>. You give it a function, Python applies it to every item and compares the results.</p>
<p><code>key=len</code> sorts by length, <code>key=str.lower</code> ignores capitals, and nothing stops you from writing a key of your own: the price of a product, the date of an appointment. This is what the functions of the last lesson are good for: you can also hand them to others.</p>
<p>One last subtlety, and a precious one: when two items are equal, they keep the order they came in. The sort is said to be <i>stable</i>. So to sort by city and then by name, sort by name first and by city next.</p>""",
    ),
)

PYTHON = Course(
    code="python",
    title=both("Python pour débutants", "Python for beginners"),
    slug=both("python-pour-debutants", "python-for-beginners"),
    summary=both(
        "Votre premier langage, sans prérequis : vous lisez, vous prévoyez, vous écrivez. À la fin, vos programmes travaillent pour vous.",
        "Your first language, starting from nothing: you read, you predict, you write. By the end, your programs do the work for you.",
    ),
    level="beginner",
    instructor="Marie Dupont",
    instructor_bio=both(
        "Marie Dupont enseigne la programmation à des adultes qui n'en ont jamais fait. Sa méthode tient en une règle : toujours deviner ce que le programme va faire avant de le lancer. Elle préfère un exemple de six lignes compris à fond à un projet de six cents recopié.",
        "Marie Dupont teaches programming to adults who have never done any. Her method comes down to one rule: always guess what the program will do before you run it. She would rather have six lines fully understood than a project of six hundred copied out.",
    ),
    hours=20,
    price=4999,
    pitch=both(
        """<p>Vous n'avez jamais programmé, ou vous avez essayé et abandonné ? Ce cours part de la seule chose nécessaire : savoir lire. Chaque film montre un programme qui s'exécute ligne par ligne, avec ce qui se passe dans la mémoire de la machine. Rien n'est laissé dans l'ombre.</p>
<p>Viennent ensuite les exercices. Comptez une vingtaine d'heures, dont l'essentiel à pratiquer, à votre rythme : le cours vous appartient, sans limite de durée.</p>""",
        """<p>Never programmed before, or tried and gave up? This course starts from the one thing you need: being able to read. Every film shows a program running line by line, with what goes on in the machine's memory. Nothing is left in the dark.</p>
<p>Then come the exercises. Allow some twenty hours, most of them spent practising, at your own pace: the course is yours, with no time limit.</p>""",
    ),
    outcomes=(
        both(
            "Lire un programme Python et prévoir ce qu'il affichera",
            "Read a Python program and predict what it will show",
        ),
        both(
            "Écrire des conditions justes, y compris aux valeurs limites",
            "Write conditions that are right, on the borders too",
        ),
        both(
            "Traiter une liste entière avec une boucle de deux lignes",
            "Work through a whole list with a loop of two lines",
        ),
        both(
            "Découper un problème en petites fonctions bien nommées",
            "Cut a problem into small, well-named functions",
        ),
        both(
            "Trier des données selon vos propres critères",
            "Sort data by criteria of your own",
        ),
    ),
    voice=Voice(
        "Nadia",
        both("A suivi le cours en six semaines", "Took the course in six weeks"),
        both(
            "Je lis maintenant le code de mes collègues avant de leur poser la question. Souvent, je n'ai plus de question.",
            "I now read my colleagues' code before I ask them. Often there is no question left.",
        ),
    ),
    faq=(
        Question(
            both("Faut-il être bon en maths ?", "Do I need to be good at maths?"),
            both(
                "Non. Les quatre opérations suffisent, et c'est Python qui les fait. La programmation demande surtout de la précision et un peu de patience.",
                "No. The four operations are enough, and Python does them. Programming mostly asks for precision and a little patience.",
            ),
        ),
        Question(
            both("Que dois-je installer ?", "What do I have to install?"),
            both(
                "Python lui-même, qui est gratuit et fonctionne sous Windows, macOS et Linux. Un éditeur de texte suffit pour la suite.",
                "Python itself, which is free and runs on Windows, macOS and Linux. After that, a text editor will do.",
            ),
        ),
        Question(
            both(
                "Combien de temps le cours reste-t-il ouvert ?",
                "How long does the course stay open?",
            ),
            both(
                "Acheté seul, il est à vous sans limite de durée. Avec une formule, il reste ouvert jusqu'à la fin de vos 30 ou 365 jours.",
                "Bought on its own, it is yours with no time limit. With a plan, it stays open to the end of your 30 or 365 days.",
            ),
        ),
    ),
    sections=(
        Section(both("Les premiers pas", "First steps"), (_READ, _DECIDE, _REPEAT)),
        Section(
            both("Des programmes bien rangés", "Programs in good order"),
            (_FUNCTIONS, _SORT),
        ),
    ),
)
