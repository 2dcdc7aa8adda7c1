"""Where allauth's behaviour is ours."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """allauth's own, until a rule of ours differs."""
