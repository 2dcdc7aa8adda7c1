"""The account's own pages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from .forms import ProfileForm
from .language import remember_language
from .models import language_of


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(
        request.POST or None,
        instance=request.user,
        initial={"language": language_of(request.user)},
    )
    if form.is_valid():
        person = form.save()
        with override(person.language):
            messages.success(request, _("Your profile is saved."))
            return remember_language(redirect("profile"), person.language)
    return render(request, "account/profile.html", {"form": form})


@never_cache
@require_safe
def cms_sign_in(request: HttpRequest) -> HttpResponse:
    """Where the CMS sends who may not enter: strangers sign in, others go where they may."""
    if request.user.is_authenticated:
        return redirect("my_courses")
    return redirect_to_login(request.GET.get("next") or "/cms/")
