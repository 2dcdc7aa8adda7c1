"""Plans, ways to pay, and the words around them."""

from .model import CheckoutTexts, PaymentMethod, Plan, Tier, both

_FULL_ACCESS = both("Accès complet", "Full access")
_SUPPORT = both("Support prioritaire", "Priority support")
_REVIEW = both(
    "Vos exercices relus par un enseignant", "Your exercises read by a teacher"
)

PLANS = (
    Plan(
        code="monthly",
        name=both("Formule mensuelle", "Monthly plan"),
        price=4900,
        days=30,
        description=both(
            "Tous les cours ouverts pendant 30 jours. Rien à résilier : l'accès s'arrête de lui-même.",
            "Every course open for 30 days. Nothing to cancel: access ends by itself.",
        ),
        features=(_FULL_ACCESS, _SUPPORT),
    ),
    Plan(
        code="annual",
        name=both("Formule annuelle", "Annual plan"),
        price=49900,
        days=365,
        description=both(
            "Tous les cours ouverts pendant 365 jours, pour le prix d'un peu plus de dix mois.",
            "Every course open for 365 days, for the price of little more than ten months.",
        ),
        features=(_FULL_ACCESS, _SUPPORT),
        recommended=True,
    ),
)

# With somebody who reads what one wrote. Twelve months at 99 cost two more than a year: what the switch says is true.
GUIDED = (
    Plan(
        code="guided-monthly",
        name=both("Formule accompagnée, un mois", "Guided plan, one month"),
        price=9900,
        days=30,
        description=both(
            "Tous les cours ouverts pendant 30 jours, et un enseignant qui relit vos exercices.",
            "Every course open for 30 days, and a teacher who reads your exercises.",
        ),
        features=(_FULL_ACCESS, _SUPPORT, _REVIEW),
    ),
    Plan(
        code="guided-annual",
        name=both("Formule accompagnée, un an", "Guided plan, one year"),
        price=99000,
        days=365,
        description=both(
            "Tous les cours ouverts pendant 365 jours, et un enseignant qui relit vos exercices.",
            "Every course open for 365 days, and a teacher who reads your exercises.",
        ),
        features=(_FULL_ACCESS, _SUPPORT, _REVIEW),
    ),
)

TIERS = (
    Tier("full-access", _FULL_ACCESS, PLANS),
    Tier("guided-access", both("Accès accompagné", "Guided access"), GUIDED),
)

PAYMENT_METHODS = (
    PaymentMethod(
        code="card",
        name=both("Carte bancaire", "Card"),
        description=both(
            "Paiement sécurisé par Stripe, confirmé aussitôt.",
            "Secure payment by Stripe, confirmed at once.",
        ),
    ),
    PaymentMethod(
        code="paypal",
        name=both("PayPal", "PayPal"),
        description=both(
            "Vous confirmez sur le site de PayPal, puis vous revenez ici.",
            "You confirm on PayPal's site, then come back here.",
        ),
    ),
    PaymentMethod(
        code="bank-transfer",
        account_holder="Amphi (demo)",
        iban="FR7630006000011234567890189",
        name=both("Virement bancaire", "Bank transfer"),
        description=both(
            "Vous virez le montant depuis votre banque ; il arrive en général sous deux jours ouvrés.",
            "You send the amount from your bank; it usually arrives within two working days.",
        ),
        instructions=both(
            "Indiquez votre numéro de commande en référence : il nous permet de reconnaître votre paiement. Cette boutique est une démonstration et ce compte un exemple, n'envoyez pas d'argent.",
            "Give your order number as the reference: it lets us recognise your payment. This shop is a demonstration and this account an example, please send no money.",
        ),
    ),
    PaymentMethod(
        code="cash-on-delivery",
        name=both("Paiement à la livraison", "Cash on delivery"),
        description=both(
            "Pour les articles expédiés : vous payez le livreur, en espèces.",
            "For shipped goods: you pay on the doorstep, in cash.",
        ),
        instructions=both(
            "Préparez l'appoint si vous le pouvez. Le livreur vous remet un reçu.",
            "Please have the exact amount ready if you can. You will be given a receipt.",
        ),
    ),
)

SALE_TERMS = both(
    "<p>Tous les prix sont toutes taxes comprises. En demandant l'accès immédiat, vous renoncez expressément à votre droit de rétractation de 14 jours.</p>",
    "<p>All prices include taxes. By asking for immediate access, you expressly give up your 14-day right of withdrawal.</p>",
)

CHECKOUTS = {
    "course": CheckoutTexts(
        name=both("Un cours ou une formule", "A course or a plan"),
        heading=both("Ce cours seul, ou tous les cours", "This course, or all of them"),
        button=both("Choisir", "Choose"),
        thank_you=both(
            "<p>Merci, et bienvenue. Votre cours est ouvert : la première leçon vous attend.</p>",
            "<p>Thank you, and welcome. Your course is open: the first lesson is waiting for you.</p>",
        ),
    ),
    "plans": CheckoutTexts(
        name=both("Les formules", "The plans"),
        heading=both(
            "Tous les cours, un mois ou un an", "Every course, for a month or a year"
        ),
        button=both("Choisir cette formule", "Choose this plan"),
        thank_you=both(
            "<p>Merci, et bienvenue. Tous les cours vous sont ouverts : commencez par celui qui vous tente.</p>",
            "<p>Thank you, and welcome. Every course is open to you: start with the one you fancy.</p>",
        ),
    ),
}
