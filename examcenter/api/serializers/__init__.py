"""What goes in and out of the REST interface; inputs and outputs are different classes.

Every class lists its fields. Frozen keys and receipts have no field anywhere.
"""
