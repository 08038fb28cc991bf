"""Pages that are no row of a table: stories, the list of signatories, their feeds, names and their records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from datasette import Forbidden, NotFound, Response
from datasette.utils import tilde_decode

from pipeline.core.rendering import atom, jsonfeed
from pipeline.core.rendering.atom import ItemFeed
from pipeline.desk import access, clock, verdicts
from pipeline.desk.context import Desk, furniture
from pipeline.desk.reading.directory import Order, Wanted, directory
from pipeline.desk.reading.records import name_records
from pipeline.desk.reading.signatory import by_slug, feed_items
from pipeline.desk.reading.story import moved, story

if TYPE_CHECKING:
    from datasette.app import Datasette
    from datasette.utils.asgi import Request

_DATABASE: Final = r"^/(?P<database>[^/]+)"


async def show_story(datasette: Datasette, request: Request) -> Response:
    """The page of a story; 404 when no match belongs to it."""
    desk = await _desk(datasette, request)
    number = int(request.url_vars["story"])
    page = await desk.read(lambda connection: story(connection, number, desk.links(story_id=number)))
    if page is None:
        now = await desk.read(lambda connection: moved(connection, number))
        return Response.redirect(desk.story(now)) if now else await _missing(desk, request, "There is no such story")
    return await _page(desk, request, "desk_story.html", story=page)


async def show_directory(datasette: Datasette, request: Request) -> Response:
    """All signatories, narrowed down and sorted as asked."""
    desk = await _desk(datasette, request)
    order = request.args.get("sort") or Order.LATELY.value
    wanted = Wanted(
        words=(request.args.get("name") or "").strip(),
        category=request.args.get("category") or "",
        country=request.args.get("country") or "",
        order=Order(order) if order in list(Order) else Order.LATELY,
    )
    today = clock.utc_now().date()
    page = await desk.read(lambda connection: directory(connection, wanted, today))
    return await _page(desk, request, "desk_signatories.html", directory=page)


async def show_feed(datasette: Datasette, request: Request) -> Response:
    """A signatory's latest matches as Atom or JSON Feed; without an extension, its page."""
    desk = await _desk(datasette, request)
    found = await desk.read(lambda connection: by_slug(connection, request.url_vars["slug"]))
    if found is None:
        return await _missing(desk, request, "There is no such signatory")
    extension = request.url_vars["format"]
    page = desk.signatory(found.id)
    if not extension:
        return Response.redirect(page)
    told = ItemFeed(
        name=f"signatory/{found.name}",
        title=f"{found.name}: matches of the Paris Call monitor",
        page=datasette.absolute_url(request, page),
        address=datasette.absolute_url(request, desk.syndication(found.slug, extension)),
        updated=clock.utc_now(),
        items=await desk.read(lambda connection: feed_items(connection, found.name)),
    )
    if extension == "atom":
        return Response(atom.to_atom(told), content_type=atom.CONTENT_TYPE)
    return Response(jsonfeed.to_json_feed(told), content_type=jsonfeed.CONTENT_TYPE)


async def show_names(datasette: Datasette, request: Request) -> Response:
    """How often each name was right."""
    desk = await _desk(datasette, request)
    return await _page(desk, request, "desk_names.html", names=await desk.read(name_records))


async def take_verdict(datasette: Datasette, request: Request) -> Response:
    """Takes the verdict of whoever is signed in."""
    return await verdicts.take(await _desk(datasette, request), request, int(request.url_vars["article"]))


async def _desk(datasette: Datasette, request: Request) -> Desk:
    route = tilde_decode(request.url_vars["database"])
    name = next((name for name, known in datasette.databases.items() if known.route == route), "")
    if not access.is_ours(datasette, name):
        raise NotFound("There is no such page in this database")
    desk = await furniture(datasette, request, name)
    if desk is None or desk.database != name:
        raise Forbidden("You may not see this page")
    return desk


async def _page(desk: Desk, request: Request, template: str, **shown: Any) -> Response:  # noqa: ANN401  (of any kind)
    drawn = await desk.datasette.render_template(template, {"database": desk.database, **shown}, request=request)
    return Response.html(drawn)


async def _missing(desk: Desk, request: Request, words: str) -> Response:
    """A page that says so and leads on. Datasette's own error page would not know the desk."""
    page = await _page(desk, request, "desk_missing.html", missing=words)
    page.status = 404
    return page


ROUTES: Final[list[tuple[str, Any]]] = [
    (rf"{_DATABASE}/-/signatories$", show_directory),
    (rf"{_DATABASE}/-/signatory/(?P<slug>[a-z0-9-]+)(\.(?P<format>atom|json))?$", show_feed),
    (rf"{_DATABASE}/-/names$", show_names),
    (rf"{_DATABASE}/-/feedback/(?P<article>[0-9]{{1,18}})$", take_verdict),
    (rf"{_DATABASE}/-/story/(?P<story>[0-9]{{1,18}})$", show_story),
]
