# G33
# expect: no_callable
conv2d = 5
