"""People; which course they belong to is the courses app's matter."""

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class User(AbstractUser):
    """A person who can sign in, known to the outside by ``public_id`` only."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta(AbstractUser.Meta):
        constraints = [
            # People may sign in by e-mail address, so it must name one person.
            models.UniqueConstraint(
                Lower("email"), condition=~Q(email=""), name="user_email_unique"
            ),
        ]

    @property
    def display_name(self) -> str:
        """The full name, or the username where no name is known."""
        return self.get_full_name() or self.username
