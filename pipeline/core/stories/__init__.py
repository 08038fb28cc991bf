"""Stories: which articles are copies of one text.

texts makes an article comparable, sketch finds whom to compare it with, links decides about two, partition makes
stories of the links, additions tells what a copy has that another lacks.
"""

from typing import Final

VERSION: Final = "3"  # of the rules; another one has everything grouped anew
