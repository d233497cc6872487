"""HTTP, knowing no feature: the API object, the blueprint whose decorators act and document, one error shape, schemas.

Imported by `routes` and `schemas` modules and by `create_app` only; the domain never sees Flask.
"""
