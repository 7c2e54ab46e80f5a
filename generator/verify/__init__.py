"""Holds the generated system against what only AWS would enforce: who may call whom, by which policy and which role.

generated/
terraform.planned---> Plan              what Terraform would make, its ids and ARNs filled in, without AWS
policies.of---------> Policies          whose role and which resource allows what
needs.of------------> Need              one request for each edge: route to function, rule to queue, service to key
wiring.findings-----> Finding           what is needed and not allowed
sources.path--------> path into the spec, and from there the line
"""
