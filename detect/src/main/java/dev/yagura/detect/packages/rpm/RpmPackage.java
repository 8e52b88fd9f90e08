package dev.yagura.detect.packages.rpm;

import dev.yagura.bytes.MalformedStructureException;
import java.util.List;

/**
 * An installed package.
 *
 * @param name of the package
 * @param version with epoch where there is one, release and architecture: {@code 1:2.0-3.x86_64}
 * @param digestAlgorithm by which its files' digests are made: a number of RFC 4880, section "Hash
 *     Algorithms"
 * @param files in the order of the header
 */
public record RpmPackage(String name, String version, long digestAlgorithm, List<RpmFile> files) {
    /** MD5, which a header without this entry means. */
    public static final long MD5 = 1;

    /** SHA-256. */
    public static final long SHA256 = 8;

    /** Copies the list. */
    public RpmPackage {
        files = List.copyOf(files);
    }

    /**
     * Reads a package's header, as the database has it.
     *
     * @throws MalformedStructureException if it is damaged
     */
    public static RpmPackage parse(byte[] blob) throws MalformedStructureException {
        RpmHeader header = RpmHeader.parse(blob);
        String name = header.text(RpmTag.NAME);
        if (name.isEmpty()) {
            throw header.malformed(RpmTag.NAME, "is empty, expected a name");
        }
        long[] algorithm = header.numbers(RpmTag.FILEDIGESTALGO);
        return new RpmPackage(
                name,
                version(header),
                algorithm.length == 0 ? MD5 : algorithm[0],
                new RpmFileList(header).files());
    }

    private static String version(RpmHeader header) throws MalformedStructureException {
        long[] epoch = header.numbers(RpmTag.EPOCH);
        String architecture = header.text(RpmTag.ARCH);
        return "%s%s-%s%s"
                .formatted(
                        epoch.length == 0 ? "" : epoch[0] + ":",
                        header.text(RpmTag.VERSION),
                        header.text(RpmTag.RELEASE),
                        architecture.isEmpty() ? "" : "." + architecture);
    }
}
