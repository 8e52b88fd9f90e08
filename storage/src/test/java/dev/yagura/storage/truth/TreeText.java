package dev.yagura.storage.truth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.file.StoredFile.Entry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Every file of a tree as a line of text, as {@code tree.py} writes it of a mounted one. */
public final class TreeText {
    private static final HexFormat HEX = HexFormat.of();

    private final List<String> lines = new ArrayList<>();

    private TreeText() {}

    /** Returns the lines, sorted. */
    public static List<String> of(FileTree tree) throws IOException {
        TreeText text = new TreeText();
        text.visit(tree.root(), new byte[0]);
        return text.lines.stream().sorted().toList();
    }

    /**
     * Requires that a filesystem has the files that the kernel sees on an image.
     *
     * @param options as for {@code mount -o}, by which the kernel changes nothing
     */
    public static void assertAsKernel(FileTree tree, Path image, String options)
            throws IOException {
        List<String> expected;
        try (KernelMount mount = KernelMount.of(image, options)) {
            expected = mount.files();
        }
        assertThat(of(tree)).containsExactlyElementsOf(expected);
        assertThat(expected).hasSizeGreaterThan(10);
    }

    private void visit(StoredFile file, byte[] path) throws IOException {
        FileAttributes a = file.attributes();
        boolean sized = a.type() == FileType.REGULAR || a.type() == FileType.SYMBOLIC_LINK;
        Map<String, byte[]> attributes = new TreeMap<>(file.extendedAttributes());
        lines.add(
                "%s %s %d %o %s:%s %d links=%d dev=%d m=%s c=%s a=%s %s %s"
                        .formatted(
                                path.length == 0 ? "-" : HEX.formatHex(path),
                                a.type(),
                                a.inode(),
                                a.permissions(),
                                Integer.toUnsignedString(a.uid()),
                                Integer.toUnsignedString(a.gid()),
                                sized ? a.sizeBytes() : -1,
                                a.links(),
                                a.device(),
                                nanos(a.modified()),
                                nanos(a.changed()),
                                nanos(a.accessed()),
                                content(file),
                                attributes.entrySet().stream()
                                        .map(e -> e.getKey() + "=" + HEX.formatHex(e.getValue()))
                                        .collect(Collectors.joining(","))));
        if (a.type() == FileType.DIRECTORY) {
            for (Entry entry : file.entries()) {
                ByteArrayOutputStream below = new ByteArrayOutputStream();
                below.writeBytes(path);
                below.write('/');
                below.writeBytes(entry.name().bytes());
                StoredFile child = file.find(entry.name()).orElseThrow();
                if (child.attributes().inode() != entry.inode()
                        || file.open(entry).attributes().inode() != entry.inode()
                        || entry.type().filter(t -> t != child.attributes().type()).isPresent()) {
                    throw new AssertionError(entry + " is " + child.attributes());
                }
                visit(child, below.toByteArray());
            }
        }
    }

    private static String nanos(Instant time) {
        return java.math.BigInteger.valueOf(time.getEpochSecond())
                .multiply(java.math.BigInteger.valueOf(1_000_000_000))
                .add(java.math.BigInteger.valueOf(time.getNano()))
                .toString();
    }

    private static String content(StoredFile file) throws IOException {
        return switch (file.attributes().type()) {
            case SYMBOLIC_LINK -> HEX.formatHex(file.target());
            case REGULAR -> sha256(file);
            default -> "-";
        };
    }

    private static String sha256(StoredFile file) throws IOException {
        MessageDigest sha;
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
        byte[] buffer = new byte[100_000]; // no multiple of a block, so that reads start within one
        long at = 0;
        for (int n; (n = file.read(at, MemorySegment.ofArray(buffer))) > 0; at += n) {
            sha.update(buffer, 0, n);
        }
        return HEX.formatHex(sha.digest());
    }
}
