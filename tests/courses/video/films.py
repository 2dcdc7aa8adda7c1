"""Small real films, and files that only pretend to be one; made by ffmpeg, once a run."""

import shlex
import subprocess
from functools import cache
from pathlib import Path

from imageio_ffmpeg import get_ffmpeg_exe

PICTURE = "-f lavfi -i testsrc2=size=320x180:rate=25:duration=4"
SOUND = "-f lavfi -i sine=duration=4"
H264 = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -g 50"
FRAGMENTS = "-movflags +frag_keyframe+empty_moov+default_base_moof"
RECIPES = {
    "late": f"{PICTURE} {SOUND} {H264} -c:a aac -metadata location=+48.8+002.3/",
    "fast": f"{PICTURE} {SOUND} {H264} -c:a aac -movflags +faststart",
    "fragmented": f"{PICTURE} {SOUND} {H264} -c:a aac {FRAGMENTS}",
    "silent": f"{PICTURE} {H264}",
    "portrait": f"-f lavfi -i testsrc2=size=180x320:duration=2 {H264}",
    "turned": "-display_rotation 90 -i {silent} -c copy",
    "full_colour": f"{PICTURE} -c:v libx264 -preset ultrafast -pix_fmt yuv444p",
    "odd": "-f lavfi -i testsrc2=size=640x360:duration=2 -vf format=yuv444p,crop=321:181 -c:v libx264",
    "late_picture": "-itsoffset 2 -i {late} -i {late} -map 0:v -map 1:a -c copy",
    "trimmed": "-ss 1.3 -i {late} -c copy",
    "uneven": f"{PICTURE} -vf \"setpts='if(gt(N,50),PTS+1.4/TB,PTS)'\" -fps_mode vfr {H264}",
    "covered": "-i {late} -i {still} -map 0 -map 1 -c copy -disposition:v:1 attached_pic",
    "only_sound": f"{SOUND} -c:a aac",
    "sound_with_cover": "-i {only_sound} -i {still} -map 0 -map 1 -c copy -disposition:v attached_pic",
    "hevc": f"{PICTURE} -c:v libx265 -preset ultrafast -x265-params log-level=error",
    "mp3": f"{PICTURE} {SOUND} {H264} -c:a libmp3lame",
    "one_frame": f"{PICTURE} {H264} -frames:v 1",
    "huge": "-f lavfi -i color=size=8000x4500:rate=1:duration=2 -c:v libx264 -preset ultrafast",
    "still": f"{PICTURE} -frames:v 1 -c:v png -f image2",
    "webm": f"{PICTURE} -c:v libvpx -f webm",
}
PRETENDERS = {
    "empty": b"",
    "text": b"This is not a film.\n" * 50,
    "page": b"<!doctype html><script>alert(1)</script>",
    "playlist": b"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
    "concat": b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    "noise": bytes(range(256)) * 400,
    "hollow": b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2",
    "lying": b"\x00\x00\x00\x00ftyp" + b"\xff" * 64,
}


@cache
def film(name: str, folder: Path) -> Path:
    """The film of this recipe in this folder; ``name`` with ``_cut`` has lost its last third."""
    path = folder / f"{name}.mp4"
    if name in PRETENDERS:
        path.write_bytes(PRETENDERS[name])
    elif name.endswith("_cut"):
        whole = film(name.removesuffix("_cut"), folder).read_bytes()
        path.write_bytes(whole[: len(whole) * 2 // 3])
    else:
        _make(RECIPES[name], path, folder)
    return path


def _make(recipe: str, path: Path, folder: Path) -> None:
    parts = [
        str(film(part[1:-1], folder)) if part.startswith("{") else part
        for part in shlex.split(recipe)
    ]
    container = [] if "-f" in parts[-2:] else ["-f", "mp4"]
    command = [get_ffmpeg_exe(), "-nostdin", "-v", "error", "-y", *parts, *container]
    subprocess.run([*command, str(path)], check=True)
