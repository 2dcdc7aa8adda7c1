"""What the blocks are shown with in the editor's chooser, before anything is written."""

from django.utils.translation import gettext_lazy as _

NOWHERE = {"url": "#", "live": True}
LEARN = {"label": _("See the courses"), "page": NOWHERE}
COMPARE = {"label": _("Compare the plans"), "page": NOWHERE}
CAPTION = _("What is on the picture, and why it is here.")
ANNA = {"name": "Anna", "role": _("Learns in the evening")}
KARIM = {"name": "Karim", "role": _("Changed jobs")}
JEANNE = {"name": "Jeanne", "role": _("Teaches the first course")}

HERO = {
    "heading": _("Learn it by doing it"),
    "text": _("Short films, real exercises, and a teacher who answers."),
    "actions": [LEARN, COMPARE],
}
TEXT = _(
    "<h2>Why this course</h2><p>Because everybody starts somewhere, and most courses start too late.</p><ul><li>One idea in each lesson.</li><li>Exercises after every film.</li></ul>"
)
IMAGE_AND_TEXT = {
    "heading": _("See it before you name it"),
    "text": _("<p>Each lesson begins with a picture. The words come after.</p>"),
    "actions": [LEARN],
}
POINTS = {
    "heading": _("What you will be able to do"),
    "points": [
        {"title": _("Read"), "text": _("What others wrote, line by line.")},
        {"title": _("Write"), "text": _("What you need, in few words.")},
        {"title": _("Mend"), "text": _("What broke, without guessing.")},
    ],
}
STEPS = {
    "heading": _("How it goes"),
    "steps": [
        {"title": _("Watch a free lesson"), "text": _("No account needed.")},
        {"title": _("Choose a course"), "text": _("Or a plan for all of them.")},
        {"title": _("Learn at your pace"), "text": _("On any screen.")},
    ],
}
NUMBERS = {
    "heading": _("In figures"),
    "numbers": [
        {"figure": "12", "label": _("lessons in each course")},
        {"figure": "5 min", "label": _("in an average film")},
        {"figure": "2", "label": _("languages of captions")},
    ],
}
TESTIMONIALS = {
    "heading": _("What they say"),
    "testimonials": [
        ANNA
        | {"words": _("I understood in ten minutes what I had avoided for years.")},
        KARIM
        | {"words": _("Short enough to finish, deep enough to use the next day.")},
        JEANNE | {"words": _("The exercises are where it happens.")},
    ],
}
QUOTE = ANNA | {"words": _("I understood in ten minutes what I had avoided for years.")}
PEOPLE = {
    "heading": _("Who teaches"),
    "people": [
        JEANNE | {"words": _("Explains with paper and scissors first.")},
        KARIM | {"words": _("Reads every question, and answers it.")},
    ],
}
LOGOS = {
    "heading": _("They learn here"),
    "logos": [
        {"name": name} for name in ("Ateliers Nord", "Maison Claire", "Studio 8")
    ],
}
FAQ = {
    "heading": _("Your questions"),
    "questions": [
        {
            "question": _("Can I watch something first?"),
            "answer": _("<p>Yes: the free lessons are open to everyone.</p>"),
        },
        {
            "question": _("How long does it take?"),
            "answer": _("<p>As long as you like; nothing runs away.</p>"),
        },
    ],
}
CALL_TO_ACTION = {
    "heading": _("Watch a lesson, then decide"),
    "text": _("The first lesson of each course is open to everyone."),
    "action": LEARN,
}
