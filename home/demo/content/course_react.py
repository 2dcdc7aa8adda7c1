"""React et API REST."""

from .model import Course, Lesson, Question, Resource, Section, Voice, both

_STATE = Lesson(
    title=both(
        "L'interface est une fonction de l'état",
        "The interface is a function of the state",
    ),
    slug=both("interface-et-etat", "interface-and-state"),
    film="react-01",
    free=True,
    resources=(
        Resource(
            both("Le compteur, à compléter", "The counter, to complete"), "counter.jsx"
        ),
    ),
    body=both(
        """<p>Oubliez un instant les éléments à chercher dans la page et à modifier un par un. Avec React, vous décrivez ce que la page <i>doit être</i> pour un état donné ; dès que l'état change, React recommence la description et ne touche qu'à ce qui diffère.</p>
<h3>Le tour complet</h3>
<ul><li>Un <b>événement</b> arrive : un clic, une frappe, une réponse du serveur.</li><li>Il change l'<b>état</b> : <code>setN(n + 1)</code>.</li><li>Le composant est <b>rendu</b> à nouveau avec la nouvelle valeur.</li></ul>
<p>Prenez le fichier joint et ajoutez un bouton qui remet le compteur à zéro. Combien d'états vous faut-il ? Un seul, toujours le même : deux boutons, mais une seule vérité.</p>""",
        """<p>Forget for a moment about finding elements in the page and changing them one by one. With React you describe what the page <i>should be</i> for a given state; as soon as the state changes, React goes through the description again and touches only what differs.</p>
<h3>The full round</h3>
<ul><li>An <b>event</b> happens: a click, a key, an answer from the server.</li><li>It changes the <b>state</b>: <code>setN(n + 1)</code>.</li><li>The component is <b>rendered</b> again with the new value.</li></ul>
<p>Take the file below and add a button that sets the counter back to zero. How many states do you need? One, the same as before: two buttons, but a single truth.</p>""",
    ),
)

_RENDER = Lesson(
    title=both("Qui est rendu, et pourquoi", "What gets rendered, and why"),
    slug=both("qui-est-rendu", "what-gets-rendered"),
    film="react-02",
    body=both(
        """<p>Quand un composant est rendu, ses enfants le sont aussi, qu'ils en aient besoin ou non. Le plus souvent c'est sans conséquence : React compare vite et ne modifie presque rien dans la page. Parfois, un composant coûte cher, et la frappe au clavier s'en ressent.</p>
<p>Avant de sortir <code>memo</code>, deux remèdes plus simples : <b>faire descendre l'état</b> jusqu'au composant qui s'en sert, ou <b>faire remonter le contenu</b> en le passant par <code>children</code>. Un état placé au bon endroit ne réveille personne d'autre.</p>
<p>Et mesurez. L'onglet « Profiler » des outils React colore les composants selon leur coût ; votre intuition, elle, désigne presque toujours le mauvais.</p>""",
        """<p>When a component is rendered, so are its children, whether they need it or not. Most of the time that does no harm: React compares quickly and changes next to nothing in the page. Sometimes a component is costly, and you feel it as you type.</p>
<p>Before you reach for <code>memo</code>, there are two simpler cures: <b>move the state down</b> to the component that uses it, or <b>lift the content up</b> by passing it as <code>children</code>. A state in the right place wakes nobody else.</p>
<p>And measure. The Profiler tab of the React tools colours components by what they cost; your intuition almost always points at the wrong one.</p>""",
    ),
)

_REST = Lesson(
    title=both("Une ressource, quatre verbes", "One resource, four verbs"),
    slug=both("ressource-et-verbes", "resource-and-verbs"),
    film="react-03",
    body=both(
        """<p>Une API REST bien faite se devine. Une adresse désigne une chose, <code>/api/courses/3</code> ; un verbe dit ce qu'on veut en faire ; un nombre à trois chiffres dit ce qui s'est passé. Une fois le principe compris, vous saurez vous servir d'API que vous n'avez jamais vues.</p>
<ul><li><code>GET</code> lit et ne change rien : on peut le répéter sans crainte.</li><li><code>POST</code> crée : deux envois font deux éléments.</li><li><code>PATCH</code> modifie une partie, <code>PUT</code> remplace le tout.</li><li><code>DELETE</code> retire : le second envoi ne retire rien de plus.</li></ul>
<p>Les réponses se lisent par familles : 2xx, c'est fait ; 4xx, la demande est à revoir ; 5xx, le serveur a failli. Côté React, cette première distinction suffit à choisir quoi afficher, et c'est l'objet de la leçon suivante.</p>""",
        """<p>A well-made REST API can be guessed. An address names a thing, <code>/api/courses/3</code>; a verb says what you want done with it; a three-digit number says what happened. Once you have the idea, you can use APIs you have never seen.</p>
<ul><li><code>GET</code> reads and changes nothing: repeat it without fear.</li><li><code>POST</code> creates: sent twice, it makes two items.</li><li><code>PATCH</code> changes a part, <code>PUT</code> replaces the whole.</li><li><code>DELETE</code> removes: sent again, it removes nothing more.</li></ul>
<p>Answers come in families: 2xx, it is done; 4xx, there is something wrong with the request; 5xx, the server has failed. In React, that first distinction is enough to choose what to show, which is what the next lesson is about.</p>""",
    ),
)

_LOADING = Lesson(
    title=both("Charger, échouer, réussir", "Load, fail, succeed"),
    slug=both("charger-echouer-reussir", "load-fail-succeed"),
    film="react-04",
    body=both(
        """<p>Le code qui appelle une API est facile à écrire pour le cas où tout va bien. Le métier commence avec les autres : la réponse tarde, le serveur tombe, la liste est vide. Une interface soignée a un visage pour chacun.</p>
<h3>Les quatre écrans</h3>
<ul><li><b>En attente</b> : la forme de ce qui vient, pour que rien ne saute à l'arrivée.</li><li><b>Réussi</b> : les données.</li><li><b>Échoué</b> : ce qui s'est passé, en clair, et un bouton pour réessayer.</li><li><b>Vide</b> : une réponse comme une autre, avec une idée de ce qu'on peut faire.</li></ul>
<p>Rangez tout cela dans un seul état plutôt que dans trois booléens : <code>loading</code> et <code>error</code> vrais en même temps, cela ne veut rien dire. Et n'oubliez pas que <code>fetch</code> ne rejette pas sa promesse pour une réponse 500 : il faut lire <code>r.ok</code>.</p>""",
        """<p>Code that calls an API is easy to write for the case where all goes well. The craft begins with the others: the answer is slow, the server is down, the list is empty. A careful interface has a face for each.</p>
<h3>The four screens</h3>
<ul><li><b>Waiting</b>: the shape of what is coming, so that nothing jumps when it arrives.</li><li><b>Success</b>: the data.</li><li><b>Failure</b>: what happened, in plain words, and a button to try again.</li><li><b>Empty</b>: an answer like any other, with a hint of what can be done.</li></ul>
<p>Keep all of it in one state rather than in three booleans: <code>loading</code> and <code>error</code> both true at once means nothing. And remember that <code>fetch</code> does not reject its promise for a 500: you have to read <code>r.ok</code>.</p>""",
    ),
)

REACT = Course(
    code="react",
    title=both("React et API REST", "React and REST APIs"),
    slug=both("react-et-api-rest", "react-and-rest-apis"),
    summary=both(
        "Des interfaces qui ne se figent pas : composants, état, rendu, et une API bien comprise derrière, y compris quand elle échoue.",
        "Interfaces that do not freeze: components, state, rendering, and behind them an API you understand, even when it fails.",
    ),
    level="intermediate",
    instructor="Sophie Leroux",
    instructor_bio=both(
        "Sophie Leroux développe des interfaces reliées à des API, et enseigne les deux côtés à la fois : on dessine mieux un écran quand on sait ce que le serveur peut répondre. Ses leçons vont toujours jusqu'au cas qui échoue.",
        "Sophie Leroux builds interfaces on top of APIs and teaches both sides at once: you design a better screen when you know what the server may answer. Her lessons always go as far as the case that fails.",
    ),
    hours=30,
    price=7999,
    pitch=both(
        """<p>React s'apprend en une après-midi ; bien s'en servir demande de comprendre trois choses : l'état, le rendu, et ce qui se passe entre le navigateur et le serveur. Ce cours les montre en mouvement : un arbre de composants qui se réveille, une requête qui part, une réponse qui n'arrive pas.</p>
<p>Comptez une trentaine d'heures, dont l'essentiel à pratiquer, en JavaScript moderne. Vous repartez avec des interfaces qui disent toujours la vérité à leurs utilisateurs.</p>""",
        """<p>You can learn React in an afternoon; using it well takes an understanding of three things: state, rendering, and what goes on between the browser and the server. This course shows them in motion: a tree of components waking up, a request setting off, an answer that never comes.</p>
<p>Allow some thirty hours, most of them spent practising, in modern JavaScript. You leave with interfaces that always tell their users the truth.</p>""",
    ),
    outcomes=(
        both(
            "Penser une interface à partir de son état",
            "Think of an interface from its state",
        ),
        both(
            "Expliquer pourquoi un composant est rendu, et l'éviter quand il le faut",
            "Explain why a component is rendered, and avoid it when it matters",
        ),
        both(
            "Lire et concevoir une API REST sans jouer aux devinettes",
            "Read and design a REST API without guesswork",
        ),
        both(
            "Afficher l'attente, l'échec et le vide aussi bien que le succès",
            "Show waiting, failure and emptiness as well as success",
        ),
        both(
            "Choisir où placer l'état pour que le reste ne bouge pas",
            "Choose where state belongs so that the rest stays still",
        ),
    ),
    voice=Voice(
        "Inès",
        both("A repris une interface existante", "Took over an existing interface"),
        both(
            "J'ai cessé d'ajouter des rustines : je vois enfin pourquoi un composant se redessine.",
            "I stopped adding patches: at last I see why a component draws itself again.",
        ),
    ),
    faq=(
        Question(
            both(
                "Faut-il déjà connaître JavaScript ?", "Do I need to know JavaScript?"
            ),
            both(
                "Oui, les bases : variables, fonctions, tableaux et objets. Les notions plus récentes sont expliquées au moment où elles servent.",
                "Yes, the basics: variables, functions, arrays and objects. Newer features are explained when they are needed.",
            ),
        ),
        Question(
            both(
                "Dois-je savoir programmer un serveur ?",
                "Do I have to know how to program a server?",
            ),
            both(
                "Non. On part d'une API qui existe déjà, et on apprend à lui parler. Si vous voulez écrire la vôtre, « Django avancé » en est la suite naturelle.",
                "No. We start from an API that exists already and learn to talk to it. If you want to write your own, “Advanced Django” is the natural next step.",
            ),
        ),
        Question(
            both(
                "Le cours parle-t-il de TypeScript ?",
                "Does the course cover TypeScript?",
            ),
            both(
                "Non. Les exemples sont en JavaScript, pour que rien ne détourne de React. Tout ce que vous apprenez se transpose ligne à ligne.",
                "No. The examples are in JavaScript, so that nothing distracts from React. All you learn carries over line by line.",
            ),
        ),
    ),
    sections=(
        Section(both("Des composants vivants", "Living components"), (_STATE, _RENDER)),
        Section(both("Parler à une API", "Talking to an API"), (_REST, _LOADING)),
    ),
)
