from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower, Now

from tillbook.identity.types import Role
from tillbook.kernel.ids import new_id
from tillbook.kernel.tenancy import Owned


class User(AbstractBaseUser):
    """A person, in however many businesses. Who only works at tills has no e-mail address."""

    id = models.UUIDField(primary_key=True, default=new_id)
    email = models.EmailField(unique=True, null=True)
    name = models.CharField(max_length=200)
    locale = models.CharField(max_length=20, default="en")
    made_at = models.DateTimeField(db_default=Now())
    last_login = None  # the audit log knows every sign-in

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="user_email_in_lower_case"
            )
        ]


class Membership(Owned):
    """A person in a business: role, locations (null: all), and the PIN for its tills."""

    id = models.UUIDField(primary_key=True, default=new_id)
    user = models.ForeignKey(User, on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    locations = ArrayField(models.UUIDField(), null=True)
    pin_salt = models.CharField(max_length=32, default="")
    pin_hash = models.CharField(max_length=64, default="")
    pin_digits = models.PositiveSmallIntegerField(default=0)
    pin_failures = models.PositiveSmallIntegerField(default=0)
    pin_locked_at = models.DateTimeField(null=True)
    archived = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["business_id", "user"], name="membership_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in Role]), name="membership_role"
            ),
        ]


class ApiKey(Owned):
    """A key for a program; only its hash is kept, the hint is for people to tell keys apart."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.CharField(max_length=200)
    hint = models.CharField(max_length=20)
    key_hash = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=80))
    locations = ArrayField(models.UUIDField(), null=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class SetupLink(Owned):
    """A one-time link with which a person gets a way to sign in.

    Without a membership it makes an owner, and the business too where it does not exist yet: its
    id is chosen with the link.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    token_hash = models.CharField(max_length=64, unique=True)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Try(models.Model):
    """Tries to guess a secret, counted by what is guessed and from where; of no business."""

    key = models.CharField(max_length=64, primary_key=True)
    tries = models.PositiveIntegerField()
    tried_at = models.DateTimeField()
