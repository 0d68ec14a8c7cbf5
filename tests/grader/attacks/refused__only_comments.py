# G39
# expect: no_callable
