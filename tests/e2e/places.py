"""Addresses of the demo that stories start from."""

COURSE = "/en/courses/python-for-beginners/"
DECIDE = f"{COURSE}decide-with-if/"
READ = f"{COURSE}read-a-program/"
PRICING = "/en/pricing/"

COURSE_IN_FRENCH = "/fr/cours/python-pour-debutants/"
DECIDE_IN_FRENCH = f"{COURSE_IN_FRENCH}decider-avec-if/"
IN_FRENCH = [
    "/fr/",
    "/fr/cours/",
    COURSE_IN_FRENCH,
    f"{COURSE_IN_FRENCH}lire-un-programme/",
    "/fr/tarifs/",
    "/fr/account/login/",
    "/fr/account/signup/",
    "/fr/account/login/code/",
    "/fr/account/password/reset/",
    "/fr/checkout/claim/spent/",
    "/fr/nulle-part/",
]
