"""Opening one exam for one student from another program, such as an LMS, by a one-time address."""
