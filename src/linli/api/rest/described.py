"""The JSON door as one OpenAPI document, and the refusals that all of it shares."""

from functools import cache
from http import HTTPStatus
from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from pydantic import TypeAdapter

from linli.api.rest import asked
from linli.api.rest.answers import Turned
from linli.api.rest.field.shapes import Errors, Item
from linli.api.rest.field.views import router
from linli.lib.everybody import asks_itself

ROOT = "/api/v1/"
_REF = "#/components/schemas/{name}"

api = NinjaAPI(
    title="邻理",
    version="1",
    description="邻理的 JSON 接口。用法见 docs/api.md；地址里的 v1 在不兼容的改动时才会变。",
    openapi_url=None,
    docs_url=None,
    urls_namespace="field",
)
api.add_router("/field", router)


@api.exception_handler(Turned)
def _turned(_request: HttpRequest, turned: Turned) -> HttpResponse:
    return turned.answer()


@api.exception_handler(ValidationError)
def _misread(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = {str(one["loc"][-1]): "格式不对" for one in error.errors}
    return Turned(HTTPStatus.UNPROCESSABLE_ENTITY, fields).answer()


@api.exception_handler(HttpError)
def _refused(_request: HttpRequest, error: HttpError) -> HttpResponse:
    return Turned(HTTPStatus(error.status_code), str(error)).answer()


@api.exception_handler(Http404)
def _absent(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return Turned(HTTPStatus.NOT_FOUND, "没有这个地址").answer()


def addresses() -> tuple[list[Any], str, str]:
    """The addresses of ``api``; its views ask for posting and password themselves."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        if pattern.callback is not None:
            asks_itself(pattern.callback)
    return patterns, app_name, namespace


@cache
def document() -> bytes:
    """The OpenAPI document as JSON; the quick intake, which runs beside the library, is described from its own type."""
    found = dict(api.get_openapi_schema(path_prefix=ROOT))
    schemas = found["components"]["schemas"]
    item = TypeAdapter(Item).json_schema(ref_template=_REF.replace("name", "model"))
    schemas |= item.pop("$defs") | {"Item": item}
    (_report,), parts = msgspec.json.schema_components([asked.Sent], ref_template=_REF)
    schemas |= parts
    found["paths"] = {f"{ROOT}reports": {"post": _intake()}, **found["paths"]}
    return msgspec.json.encode(found)


def _intake() -> dict[str, Any]:
    opened = {"type": "object", "required": ["public_code", "follow"], "properties": _strings("public_code", "follow")}
    said = {409: "同一个 key，别的内容", 413: "太长", 415: "不是 JSON", 422: "哪一项不对", 429: "太频繁"}
    return {
        "operationId": "report",
        "summary": "Report",
        "description": "反映一件事，不用登录。同一个 key 重发多少次都是同一件。",
        "tags": ["reports"],
        "requestBody": {"required": True, "content": _json({"$ref": _REF.format(name="Sent")})},
        "responses": {
            "201": {"description": "已收到，这是查询码", "content": _json(opened)},
            "200": {"description": "已经收到过，同样的回答", "content": _json(opened)},
            **{str(status): _errors(words) for status, words in said.items()},
        },
    }


def _strings(*names: str) -> dict[str, Any]:
    return {name: {"type": "string"} for name in names}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _errors(words: str) -> dict[str, Any]:
    return {"description": words, "content": _json({"$ref": _REF.format(name=Errors.__name__)})}
