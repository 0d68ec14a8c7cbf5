# G16
# expect: raised_at_import
import sys

sys.exit(0)
