"""Makes the first owner, or another."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils.translation import override

from accounts.mailbox import user_of_proved_mailbox
from accounts.models import fold_email
from accounts.roles import OWNER, install_roles


class Command(BaseCommand):
    help = "Makes this person an owner and prints the address where the password is chosen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: object, email: str, **options: object) -> None:
        address = fold_email(email)
        try:
            validate_email(address)
        except ValidationError as wrong:
            raise CommandError(f"{email} is not an e-mail address") from wrong
        install_roles()
        # Whoever runs this vouches for the mailbox: a stranger who registered it before gets nothing.
        person = user_of_proved_mailbox(address, language=settings.LANGUAGE_CODE)
        person.groups.add(Group.objects.get(name=OWNER))
        key = (
            f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
        )
        with override(person.language or settings.LANGUAGE_CODE):
            link = get_adapter().get_reset_password_from_key_url(key)
        self.stdout.write(
            f"{address} is an owner. Choose the password here, within three days:\n{link}"
        )
