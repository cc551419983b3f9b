"""The usual troubles of downloads, told by what pip, uv, npm and apt say of them. Pure."""

import re

NETWORK = re.compile(
    r"name resolution|[Cc]ould not resolve|dns error|Temporary failure resolving|ENOTFOUND|EAI_AGAIN|ECONNREFUSED"
    r"|ECONNRESET|ETIMEDOUT|ENETUNREACH|Connection refused|Network is unreachable|timed out|tcp connect error"
    r"|Could not connect"
)
CERTIFICATE = re.compile(r"CERTIFICATE_VERIFY_FAILED|certificate verif|SELF_SIGNED_CERT|UNABLE_TO_|UnknownIssuer")
DISK = re.compile(r"No space left|ENOSPC|not enough free space|Disk quota exceeded|EDQUOT")

FULL = "磁盘空间不足。"
UNTRUSTED = (
    "不信任下载站点的证书。请把单位的根证书放进 /usr/local/share/ca-certificates/,再运行 update-ca-certificates。"
)
UNTRUSTED_ENGLISH = (
    "the site's certificate is not trusted. Put your office's root certificate into"
    " /usr/local/share/ca-certificates/ and run update-ca-certificates."
)
UNREACHED = "连不上下载站点。请检查网络或代理(HTTPS_PROXY),再运行一次即可,已完成的部分不会重做。"
UNREACHED_ENGLISH = (
    "the site cannot be reached. Check the network or the proxy (HTTPS_PROXY) and run this again; what is done is kept."
)


def trouble(said: str) -> tuple[str, str] | None:
    """What is in the way and what to do about it, in Chinese and in English; None if it is nothing usual."""
    for words, chinese, english in (
        (DISK, FULL, "the disk is full."),
        (CERTIFICATE, UNTRUSTED, UNTRUSTED_ENGLISH),
        (NETWORK, UNREACHED, UNREACHED_ENGLISH),
    ):
        if words.search(said):
            return chinese, english
    return None
