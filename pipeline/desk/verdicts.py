"""What a signed-in person says of a match, written into the store. Nothing else here writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from datasette import Response
from datasette.utils import display_actor
from datasette.utils.sqlite import sqlite3

from pipeline.adapters.sqlite.feedback import GIVE, NAMED, named, values
from pipeline.desk import clock
from pipeline.model import Feedback, Verdict

if TYPE_CHECKING:
    from datasette.utils.asgi import Request

    from pipeline.desk.context import Desk

_SEE_OTHER: Final = 303
_BAD: Final = 400
_FORBIDDEN: Final = 403
_NOT_HERE: Final = 405


def may_judge(desk: Desk, request: Request | None) -> bool:
    """Whether somebody is signed in, and the file is one that Datasette may write."""
    return request is not None and bool(request.actor) and desk.datasette.get_database(desk.database).is_mutable


async def take(desk: Desk, request: Request, article_id: int) -> Response:
    """Stores the verdict of a form (`subject`, `verdict`), in the place of an earlier one, and leads back.

    Datasette has checked before that the form is ours.
    """
    if request.method != "POST":
        return Response.text("Verdicts are posted by the form on the article's page", status=_NOT_HERE)
    if not may_judge(desk, request):
        return Response.text("Only who is signed in gives verdicts: `paris-call serve --sign-in`", status=_FORBIDDEN)
    form = await request.post_vars()
    subject, verdict = form.get("subject", ""), form.get("verdict", "")
    subjects = await desk.read(lambda connection: named(connection.execute(NAMED, (article_id,)).fetchall()))
    if subject not in subjects or verdict not in list(Verdict):
        return Response.text("This article does not name that subject, or the verdict is none", status=_BAD)
    told = Feedback(
        article_id=article_id,
        subject=subject,
        verdict=Verdict(verdict),
        aliases=subjects[subject],
        given_by=str(display_actor(request.actor)),
        given_at=clock.utc_now(),
    )
    try:
        await desk.datasette.get_database(desk.database).execute_write_fn(lambda connection: _give(connection, told))
    except sqlite3.OperationalError as error:  # locked by the daemon for long, or a read-only file: said on the page
        desk.datasette.add_message(request, f"The verdict was not stored: {error}", desk.datasette.ERROR)
    return Response.redirect(f"{desk.article(article_id)}#why", status=_SEE_OTHER)


def _give(connection: Any, told: Feedback) -> None:  # noqa: ANN401  (of the SQLite library that Datasette uses)
    with connection:
        connection.execute(GIVE, values(told))
