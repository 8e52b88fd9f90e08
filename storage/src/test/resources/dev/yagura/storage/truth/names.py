"""Makes a folder with files for a filesystem of long names without regard to case."""
import os, random, sys

os.mkdir(sys.argv[1])
os.chdir(sys.argv[1])


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)
    os.utime(path, (1709251198, 1709251198 + len(data) * 2))


os.makedirs("EFI/debian/Names with spaces")
for name in ("SHORT.TXT", "lower.txt", "case.TXT", "UPPER.txt", "MixedCase.Txt", "noext", "a.b.c.d", ".hidden",
             "thirteenchars", "exactly-26-characters-long", "gr\u00fcne Gr\u00f6\u00dfe.txt", "\u00c4\u00d6\u00dc.TXT",
             "\u65e5\u672c\u8a9e\u306e\u30d5\u30a1\u30a4\u30eb", "plus+[brackets]", "x" * 150):
    write("EFI/debian/Names with spaces/" + name, b"content of " + name.encode())
os.mkdir("many")
for i in range(100):
    write("many/a file with a long name, number %d" % i, b"%d" % i)
noise = random.Random(1)
for size in (0, 1, 511, 512, 513, 2048, 4097):
    write("size-%d" % size, noise.randbytes(size))
