"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id above what OWASP asks for (46 MiB, one lane), within a small machine's memory.

    Django's own choice takes 100 MiB and eight threads for each sign-in.
    """

    time_cost = 2
    memory_cost = 46 * 1024
    parallelism = 1
