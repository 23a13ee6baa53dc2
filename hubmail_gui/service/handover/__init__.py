"""From the administrator's keyring to the account under which Hub's services run.

Whoever sets up the mail is not the account that sends it, and keyrings are personal. Three parts
work together, each a process with the rights that it needs and no more, which speak JSON through
pipes (:mod:`parcel`):

1. the administrator's (:mod:`giver`), who alone can read the stored secret;
2. root's (:mod:`linux`), who alone may write what a unit is made of. Root writes nothing in a
   folder of the service account, where that account could put a link in its way;
3. the service account's own (:mod:`receiver`), which stores the settings in its folder and tests
   them: so the test proves that this account can send.

On Windows there is no second part: the Task Scheduler starts the third (:mod:`windows`).
"""
