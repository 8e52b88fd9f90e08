"""Fills a mounted filesystem with files of all kinds; what it does not support is left out."""
import os, socket, subprocess, sys

os.chdir(sys.argv[1])
os.umask(0o022)
MIB = 1 << 20


def attempt(action, *arguments, **named):
    try:
        action(*arguments, **named)
    except OSError:
        pass


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


def noise(length, seed):
    state, out = seed, bytearray()
    while len(out) < length:
        state = (state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        out += state.to_bytes(8, "little")
    return bytes(out[:length])


# Sizes around what fits into inodes, blocks and fragments.
os.mkdir("sizes")
for size in (0, 1, 59, 60, 61, 100, 150, 200, 1000, 1024, 4095, 4096, 4097, 12288, 12289, 70000, 300000):
    write("sizes/%d" % size, noise(size, size))

# Holes, and blocks that are allocated but never written.
with open("sparse", "wb") as file:
    for at in range(0, 40 * MIB, 5 * MIB):
        file.seek(at)
        file.write(noise(3000, at + 1))
    file.truncate(41 * MIB + 5)
with open("unwritten", "wb") as file:
    attempt(os.posix_fallocate, file.fileno(), 0, 256 * 1024)
    file.seek(100 * 1024)
    file.write(b"in the middle")
write("holed", noise(200000, 7))
subprocess.run(["fallocate", "-p", "-o", "40960", "-l", "81920", "holed"], stderr=subprocess.DEVNULL)

# A file in many pieces: a tree of extents, or a map of several levels.
with open("pieces", "wb") as file:
    for i in range(0, 900):
        file.seek(i * 8192)
        file.write(b"piece %d" % i)
        if i % 300 == 0:
            file.flush()
            os.fsync(file.fileno())

# Directories: hashed, deep, with names that are long or no text, with removed names.
os.mkdir("many")
for i in range(0, 1200):
    write("many/file-with-a-rather-long-name-%05d" % i, b"")
for i in range(0, 1200, 3):
    os.unlink("many/file-with-a-rather-long-name-%05d" % i)
os.mkdir("few")
write("few/a", b"a")
os.mkdir("some")
for i in range(0, 12):
    write("some/entry-%d" % i, b"x" * i)
os.makedirs("d/e/e/p/e/r")
write("d/e/e/p/e/r/file", b"deep")
write(b"x" * 255, b"longest name")
write(b"no\xfftext\n\x01", b"bytes")
write("日本語", b"text")
os.link("few/a", "second name")

# Links and devices.
for length in (1, 20, 59, 60, 61, 155, 300, 1000):
    os.symlink("t" * length, "link-%d" % length)
os.mknod("null", 0o600 | 0o020000, os.makedev(1, 3))
os.mknod("wide", 0o600 | 0o060000, os.makedev(300, 70000))
os.mkfifo("fifo")
socket.socket(socket.AF_UNIX).bind("socket")

# Owners, modes, times.
write("owned", b"")
os.chown("owned", 70000, 4000000000)
os.chmod("owned", 0o6751)
os.mkdir("sticky")
os.chmod("sticky", 0o1777)
for name, ns in (("old", -1), ("older", -2**31 * 10**9), ("y2038", 2**31 * 10**9 + 5),
                 ("late", (2**32 + 77) * 10**9 + 123456789), ("nano", 1_700_000_000_999_999_999)):
    write("time-" + name, b"")
    attempt(os.utime, "time-" + name, ns=(ns, ns + 1))

# Extended attributes, of many sizes; access control lists.
for i, size in enumerate((0, 1, 20, 100, 300, 900, 2500, 3900, 10000, 60000)):
    write("attributed-%d" % i, b"")
    attempt(os.setxattr, "attributed-%d" % i, "user.v", noise(size, size + 3))
write("attributed", b"content " * 20)
for n in range(0, 30):
    attempt(os.setxattr, "attributed", "user.number-%d" % n, b"%d" % (n * n) * 3)
    attempt(os.setxattr, "attributed", "trusted.t%d" % n, b"t")
attempt(os.setxattr, "attributed", "security.capability", bytes.fromhex("0100000200200000000000000000000000000000"))
attempt(os.setxattr, "few", "user.of-directory", b"d")
attempt(os.setxattr, "link-20", "trusted.of-link", b"l", follow_symlinks=False)
write("listed", b"")
subprocess.run(["setfacl", "-m", "u:70000:rw,g:12:r,m::rwx", "listed"], stderr=subprocess.DEVNULL)
subprocess.run(["setfacl", "-d", "-m", "u:5:rx", "few"], stderr=subprocess.DEVNULL)

write("flagged", b"")
subprocess.run(["chattr", "+ia", "flagged"], stderr=subprocess.DEVNULL)
