"""Django avancé."""

from .model import Course, Lesson, Question, Resource, Section, Voice, both

_REQUEST = Lesson(
    title=both("Le voyage d'une requête", "The journey of a request"),
    slug=both("voyage-d-une-requete", "journey-of-a-request"),
    film="django-01",
    free=True,
    resources=(
        Resource(
            both("Un middleware chronomètre", "A stopwatch middleware"), "middleware.py"
        ),
    ),
    body=both(
        """<p>Entre le serveur et votre vue, une requête traverse toute une série de couches : les <b>middlewares</b>. Chacune peut lire la requête, la compléter, la refuser ou y répondre, puis revoir la réponse au retour. Sessions, connexion, protection CSRF, langues : tout passe par là.</p>
<h3>L'ordre n'est pas un détail</h3>
<p><code>AuthenticationMiddleware</code> lit la session pour savoir qui vous êtes. Placez-le avant <code>SessionMiddleware</code> et <code>request.user</code> n'a plus rien à lire. La réponse, elle, parcourt la liste en sens inverse : la première couche à l'aller est la dernière au retour.</p>
<p>Téléchargez le middleware chronomètre, placez-le en tête puis en fin de liste, et comparez l'en-tête <code>Server-Timing</code> dans les outils de votre navigateur. La différence, c'est le coût des autres couches.</p>""",
        """<p>Between the server and your view, a request goes through a whole series of layers: the <b>middleware</b>. Each may read the request, add to it, refuse it or answer it, and then look over the response on its way back. Sessions, sign-in, CSRF protection, languages: it all happens there.</p>
<h3>The order is no detail</h3>
<p><code>AuthenticationMiddleware</code> reads the session to learn who you are. Put it before <code>SessionMiddleware</code> and <code>request.user</code> has nothing left to read. The response goes through the list the other way: the first layer in is the last one out.</p>
<p>Download the stopwatch middleware, put it first in the list and then last, and compare the <code>Server-Timing</code> header in your browser's tools. The difference is what the other layers cost.</p>""",
    ),
)

_QUERIES = Lesson(
    title=both("N+1 : voir ses requêtes SQL", "N+1: seeing your SQL queries"),
    slug=both("n-plus-1", "n-plus-1"),
    film="django-02",
    body=both(
        """<p>L'ORM écrit le SQL à votre place, si bien qu'on finit par l'oublier. Le problème « N+1 » naît de cet oubli : une requête pour une liste, puis une autre à chaque tour de boucle pour suivre une relation. Avec dix lignes de test, personne ne le remarque ; avec dix mille, le site s'arrête.</p>
<ul><li><code>select_related</code> suit les clés étrangères par une jointure : une seule requête.</li><li><code>prefetch_related</code> s'occupe des relations multiples : deux requêtes, quel que soit le nombre de lignes.</li></ul>
<p>Ne vous fiez pas à votre mémoire pour y penser : écrivez un test. <code>assertNumQueries</code> compte les requêtes d'une page et échoue le jour où un collègue, ou vous-même, en ajoute une dans la boucle.</p>""",
        """<p>The ORM writes the SQL for you, so much so that you end up forgetting it. The “N+1” problem is born of that: one query for a list, then another on every turn of the loop to follow a relation. With ten rows of test data nobody notices; with ten thousand, the site stands still.</p>
<ul><li><code>select_related</code> follows foreign keys with a join: one query.</li><li><code>prefetch_related</code> takes care of to-many relations: two queries, however many rows there are.</li></ul>
<p>Do not rely on your memory to think of it: write a test. <code>assertNumQueries</code> counts the queries of a page and fails the day a colleague, or you yourself, adds one inside the loop.</p>""",
    ),
)

_LOCKS = Lesson(
    title=both(
        "Vendre la dernière place une seule fois", "Sell the last seat only once"
    ),
    slug=both("transactions-et-verrous", "transactions-and-locks"),
    film="django-03",
    body=both(
        """<p>Lire une valeur, décider, écrire : entre la lecture et l'écriture, quelqu'un d'autre peut avoir fait la même chose. Cette course ne se voit jamais sur votre machine, où vous êtes seul. Elle se voit le jour de l'ouverture des ventes.</p>
<h3>Deux outils, deux rôles</h3>
<ul><li><code>transaction.atomic()</code> garantit que tout est écrit, ou rien.</li><li><code>select_for_update()</code> garantit que ce que vous avez lu est encore vrai quand vous écrivez.</li></ul>
<p>Le premier sans le second ne protège pas de la double vente : les deux transactions réussissent. Gardez les verrous courts, prenez-les toujours dans le même ordre, et ne faites jamais attendre un verrou sur un appel à un service extérieur.</p>""",
        """<p>Read a value, decide, write: between the reading and the writing, somebody else may have done the same. You never see this race on your own machine, where you are alone. You see it the day sales open.</p>
<h3>Two tools, two jobs</h3>
<ul><li><code>transaction.atomic()</code> makes sure that everything is written, or nothing is.</li><li><code>select_for_update()</code> makes sure that what you read is still true when you write.</li></ul>
<p>The first without the second does not protect you from selling twice: both transactions succeed. Keep locks short, always take them in the same order, and never hold one while waiting for somebody else's service.</p>""",
    ),
)

_CACHE = Lesson(
    title=both("Mettre en cache sans mentir", "Cache without lying"),
    slug=both("mettre-en-cache", "caching"),
    film="django-04",
    body=both(
        """<p>Un cache est une promesse : « cette réponse est encore bonne ». Le mettre en place prend une ligne, <code>cache.get_or_set</code> ; tenir la promesse est tout l'art.</p>
<p>Il y a deux façons de ne pas mentir. La première est de <b>laisser vieillir</b> : une durée courte, et l'on accepte quelques minutes de retard. La seconde est d'<b>effacer au bon moment</b> : dès que la donnée change, la clé disparaît. Le bon moment est après la validation de la transaction, avec <code>transaction.on_commit</code>, sinon un autre visiteur peut remettre l'ancienne valeur en cache.</p>
<ul><li>Mesurez avant : n'accélérez que ce qui est lent et demandé.</li><li>Mettez la langue et l'utilisateur dans la clé dès que la réponse en dépend.</li><li>Prévoyez ce qui se passe quand le cache est vide et que cent visiteurs arrivent ensemble.</li></ul>""",
        """<p>A cache is a promise: “this answer is still good”. Setting one up takes a line, <code>cache.get_or_set</code>; keeping the promise is the whole art.</p>
<p>There are two ways not to lie. The first is to <b>let it age</b>: a short lifetime, and being content with a few minutes' delay. The second is to <b>delete at the right moment</b>: as soon as the data changes, the key goes. The right moment is after the transaction has committed, with <code>transaction.on_commit</code>; otherwise another visitor may put the old value back.</p>
<ul><li>Measure first: only speed up what is slow and in demand.</li><li>Put the language and the user into the key whenever the answer depends on them.</li><li>Plan for the moment when the cache is empty and a hundred visitors arrive together.</li></ul>""",
    ),
)

DJANGO = Course(
    code="django",
    title=both("Django avancé", "Advanced Django"),
    slug=both("django-avance", "advanced-django"),
    summary=both(
        "Ce qui sépare un site qui marche d'un site qui tient : middlewares, requêtes SQL, verrous et cache, expliqués en images.",
        "What sets a site that works apart from one that lasts: middleware, SQL queries, locks and caching, explained in pictures.",
    ),
    level="advanced",
    instructor="Jean Martin",
    instructor_bio=both(
        "Jean Martin conçoit et dépanne des sites Django. Il enseigne ce qu'il aurait aimé savoir avant ses premières mises en production : regarder le SQL, imaginer deux clics au même instant, écrire le test qui empêche la panne de revenir.",
        "Jean Martin designs Django sites and mends them. He teaches what he would have liked to know before his first releases: look at the SQL, imagine two clicks at the same instant, write the test that keeps a failure from coming back.",
    ),
    hours=40,
    price=9999,
    pitch=both(
        """<p>Vous savez écrire un modèle, une vue, un gabarit. Votre site tourne. Puis viennent les vrais visiteurs : une page qui rame, une place vendue deux fois, un prix périmé affiché pendant une heure. Ce cours prend ces pannes une par une, les montre à l'écran et les répare.</p>
<p>Comptez une quarantaine d'heures, dont l'essentiel à pratiquer sur vos propres projets : chaque leçon vous donne une chose à vérifier chez vous le jour même.</p>""",
        """<p>You can write a model, a view, a template. Your site is up. Then real visitors come: a page that crawls, a seat sold twice, an outdated price on show for an hour. This course takes those failures one by one, shows them on screen and mends them.</p>
<p>Allow some forty hours, most of them spent practising on projects of your own: every lesson gives you one thing to check at home the same day.</p>""",
    ),
    outcomes=(
        both(
            "Suivre une requête à travers les middlewares et placer le vôtre au bon endroit",
            "Follow a request through the middleware and put yours in the right place",
        ),
        both(
            "Repérer un « N+1 » et l'empêcher de revenir par un test",
            "Spot an “N+1” and keep it away with a test",
        ),
        both(
            "Écrire des transactions qui résistent à deux clics simultanés",
            "Write transactions that stand up to two clicks at once",
        ),
        both(
            "Mettre en cache une réponse et l'effacer au bon moment",
            "Cache an answer and delete it at the right moment",
        ),
        both(
            "N'effacer, n'envoyer et n'annoncer qu'une fois la transaction validée",
            "Delete, send and announce only once the transaction has committed",
        ),
    ),
    voice=Voice(
        "Hugo",
        both("A mis son premier site en ligne", "Put a first site online"),
        both(
            "Je connaissais Django. Après ce cours, je sais ce qu'il fait quand deux clients achètent la même place.",
            "I knew Django. After this course I know what it does when two customers buy the same seat.",
        ),
    ),
    faq=(
        Question(
            both("Quel niveau faut-il avoir ?", "What should I know already?"),
            both(
                "Avoir déjà construit un petit site avec Django : modèles, vues, gabarits, migrations. Si Python lui-même vous est nouveau, commencez par « Python pour débutants ».",
                "You should have built a small site with Django: models, views, templates, migrations. If Python itself is new to you, start with “Python for beginners”.",
            ),
        ),
        Question(
            both(
                "Quelle base de données utilisez-vous ?", "Which database do you use?"
            ),
            both(
                "PostgreSQL, parce que c'est celle de la plupart des sites Django en production et que les verrous s'y étudient bien. Les autres leçons valent pour toutes les bases.",
                "PostgreSQL, because most Django sites in production run on it and locks are well studied there. The other lessons hold for every database.",
            ),
        ),
        Question(
            both("Puis-je poser des questions ?", "Can I ask questions?"),
            both(
                "Oui, par courriel, à tout moment. Avec une formule, vos messages passent en priorité.",
                "Yes, by e-mail, at any time. With a plan, your messages come first.",
            ),
        ),
    ),
    sections=(
        Section(
            both("Ce qui se passe dans une requête", "What goes on inside a request"),
            (_REQUEST, _QUERIES),
        ),
        Section(both("Tenir en production", "Lasting in production"), (_LOCKS, _CACHE)),
    ),
)
