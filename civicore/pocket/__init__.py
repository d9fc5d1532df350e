"""The city in a pocket: the installable app, what a person keeps on a telephone, news pushed to it.

Everything here is an enhancement: each page works without it, and nothing is kept on a device unasked.
"""
