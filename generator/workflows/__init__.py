"""State machines: short forms become Amazon States Language, and tasks become the machine's role.

states of the spec --definition.build--> ASL --role.needed--> IAM statements
"""
