"""The pictures of the documentation: the real window beside the demo's real servers.

Nobody's name, address or computer is in them: the account is made up, and the names of the servers
lead to the demo for the length of this program. The time of day and the milliseconds are the only
things that differ from run to run.
"""
