"""The demo's shop: a book, a kit to rent, and how they are sent."""

from dataclasses import dataclass

from .model import CheckoutTexts, Text, both


@dataclass(frozen=True)
class Ware:
    """Something that is sent; the price is in cents, of a day where it is rented."""

    code: str
    name: Text
    price: int
    description: Text
    features: tuple[Text, ...]
    stock: int
    rented: bool = False


@dataclass(frozen=True)
class Sending:
    """A way to send, to these countries; to all where there is none."""

    code: str
    name: Text
    description: Text
    price: int
    countries: tuple[str, ...] = ()


GOODS = (
    Ware(
        code="python-book",
        name=both("Le cahier Python", "The Python exercise book"),
        price=1900,
        description=both(
            "120 pages à remplir au crayon : chaque leçon, un dessin à terminer et trois exercices.",
            "120 pages to fill in with a pencil: for every lesson, a drawing to finish and three exercises.",
        ),
        features=(
            both("Papier épais, reliure à plat", "Thick paper, lies flat"),
            both("Les corrigés à la fin", "Answers at the end"),
        ),
        stock=40,
    ),
    Ware(
        code="electronics-kit",
        name=both("Le kit électronique, à louer", "The electronics kit, for rent"),
        price=300,
        description=both(
            "Une carte, douze capteurs et des fils : de quoi faire clignoter ce que vous programmez.",
            "A board, twelve sensors and wires: enough to make what you program blink.",
        ),
        features=(
            both("Retour prépayé dans la boîte", "Prepaid return in the box"),
            both("Piles comprises", "Batteries included"),
        ),
        stock=3,
        rented=True,
    ),
)
SENDINGS = (
    Sending(
        "tracked-letter",
        both("Lettre suivie", "Tracked letter"),
        both("Deux à trois jours ouvrés.", "Two to three working days."),
        450,
        ("FR", "MC"),
    ),
    Sending(
        "parcel",
        both("Colis", "Parcel"),
        both("Une semaine environ, partout.", "About a week, anywhere."),
        1200,
    ),
)
SHOP_TITLE = both("Boutique", "Shop")
SHOP_SLUG = both("boutique", "shop")
SHOP_HEADING = both("Pour votre bureau", "For your desk")
SHOP_TEXT = both(
    "Ce que l'écran ne remplace pas : du papier pour réfléchir, des fils pour essayer.",
    "What a screen does not replace: paper to think on, wires to try things with.",
)
SHOP_CHECKOUT = CheckoutTexts(
    name=both("La boutique", "The shop"),
    heading=both("À recevoir chez vous", "Sent to your home"),
    button=both("Choisir", "Choose"),
    thank_you=both(
        "<p>Merci. Nous préparons votre colis et vous écrivons quand il part.</p>",
        "<p>Thank you. We are packing your parcel and will write when it leaves.</p>",
    ),
)
