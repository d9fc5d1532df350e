"""What must hold of every plugin, K01 to K26, in three tiers: bronze to K12, silver to K20, gold to K26.

``civicore plugin check`` runs it on a plugin; so does ``pytest --pyargs civicore.testing.conformance --plugin NAME``.
A plugin that a check has nothing to say to passes it; one that must differ says so, with its reason, in
``quality.yaml`` beside its manifest.
"""
