"""What runs inside the jail, copied there as the package ``child``: standard library and NumPy.

``zygote`` is pid 1 and never sees a student's byte; ``birth`` is a fork's first steps; ``lockdown``
(with ``seccomp``, ``landlock`` and ``kernel``) fences it; ``harness`` runs the student's code in
it; ``framing`` is the only language spoken with the supervisor, who imports this module too.
Imports stay relative, because the package has another name in the jail.
"""
