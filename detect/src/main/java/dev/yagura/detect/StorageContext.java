package dev.yagura.detect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.yagura.detect.files.Digests;
import dev.yagura.detect.files.FileFaults;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.detect.files.GuestFiles;
import dev.yagura.detect.files.PathPattern;
import dev.yagura.detect.files.PrintableTexts;
import dev.yagura.detect.lists.HashList;
import dev.yagura.detect.packages.PackageDatabase;
import dev.yagura.storage.file.FileGoneException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a detector of files works with. Reads that fail because of what is on the disk are told as
 * not covered and come back empty; a failure of the disk's source goes through.
 */
public final class StorageContext extends DetectorOutput {
    private final DiskView disk;

    StorageContext(DetectorInfo info, DiskView disk, InstantSource clock) {
        super(info, clock);
        this.disk = requireNonNull(disk, "disk");
    }

    /** Returns the files. */
    public GuestFiles files() {
        return disk.files();
    }

    /**
     * Returns what the guest's package manager knows; nothing where there is none that is read.
     *
     * @throws IOException if the disk's source fails
     */
    public PackageDatabase packages() throws IOException {
        return disk.packages();
    }

    /** Returns the content of a regular file, if it can be read and is not too long. */
    public Optional<byte[]> bytes(GuestFile file) throws IOException {
        return read(file, () -> files().bytes(file));
    }

    /** Returns the lines of a regular file, if it can be read and is not too long. */
    public List<String> lines(GuestFile file) throws IOException {
        return bytes(file)
                .map(bytes -> new String(bytes, UTF_8).lines().toList())
                .orElse(List.of());
    }

    /** Returns the digests of a regular file, if it can be read and is not too long. */
    public Optional<Digests> digests(GuestFile file) throws IOException {
        return read(file, () -> files().digests(file));
    }

    /** Returns the extended attributes; none where they cannot be read. */
    public Map<String, byte[]> extendedAttributes(GuestFile file) throws IOException {
        return readExtendedAttributes(file).orElse(Map.of());
    }

    /** Returns the extended attributes, if they can be read. */
    public Optional<Map<String, byte[]>> readExtendedAttributes(GuestFile file) throws IOException {
        return read(file, () -> files().extendedAttributes(file));
    }

    /** Hands out the texts of a regular file until the taker has enough. */
    public void texts(GuestFile file, long maxBytes, PrintableTexts.Taker taker)
            throws IOException {
        PrintableTexts texts = new PrintableTexts(taker);
        read(
                file,
                () -> {
                    files().read(file, maxBytes, texts);
                    texts.end();
                    return file;
                });
    }

    /** Returns what a link leads to in the end, if it leads anywhere. */
    public Optional<GuestFile> followed(GuestFile file) throws IOException {
        return read(file, () -> files().followed(file)).flatMap(found -> found);
    }

    /** Returns the first bytes of a regular file, at most so many; none where it cannot be read. */
    public byte[] head(GuestFile file, int maxBytes) throws IOException {
        return at(file, 0, maxBytes).orElse(new byte[0]);
    }

    /** Returns so many bytes from an offset on, fewer at the end, if they can be read. */
    public Optional<byte[]> at(GuestFile file, long offset, int maxBytes) throws IOException {
        return read(file, () -> files().bytes(file, offset, maxBytes));
    }

    /** Returns where a symbolic link leads, as it is written, if it can be read. */
    public Optional<String> target(GuestFile link) throws IOException {
        return read(link, () -> files().targetText(link));
    }

    /** Returns every file whose path is of a form. */
    public List<GuestFile> find(PathPattern pattern) throws IOException {
        try {
            return pattern.in(files());
        } catch (IOException e) {
            told(pattern.toString(), e);
            return List.of();
        }
    }

    /** Returns every file whose path below a directory is of a form. */
    public List<GuestFile> findBelow(GuestFile directory, PathPattern pattern) throws IOException {
        return read(directory, () -> pattern.below(files(), directory)).orElse(List.of());
    }

    /** Returns what is at a path, links followed, if anything is. */
    public Optional<GuestFile> find(String path) throws IOException {
        try {
            return files().find(path);
        } catch (IOException e) {
            told(path, e);
            return Optional.empty();
        }
    }

    /**
     * Says that a file is not reported if the package manager vouches for it, or the user knows its
     * content for good.
     *
     * @return whether it does
     */
    public boolean isVouched(GuestFile file, String subject) throws IOException {
        Optional<String> voucher = voucher(file);
        voucher.ifPresent(by -> vouched(subject, by));
        return voucher.isPresent();
    }

    /**
     * Says that a file is not reported if the user knows its content for good; what a package says
     * of it does not count.
     *
     * @return whether he does
     */
    public boolean isKnownGood(GuestFile file, String subject) throws IOException {
        Optional<String> voucher = knownGood(file);
        voucher.ifPresent(by -> vouched(subject, by));
        return voucher.isPresent();
    }

    private Optional<String> knownGood(GuestFile file) throws IOException {
        if (disk.knownGood().isEmpty() || !file.isRegular()) {
            return Optional.empty();
        }
        return digests(file)
                .flatMap(disk.knownGood()::find)
                .map(HashList.Known::text)
                .map("known good: %s, SHA-256 of the content"::formatted);
    }

    /**
     * Returns who vouches that a file is as it was packaged, or else for its content; nobody where
     * it cannot be read.
     */
    public Optional<String> voucher(GuestFile file) throws IOException {
        Optional<String> good = knownGood(file);
        if (good.isPresent()) {
            return good;
        }
        return read(file, () -> packages().voucher(files(), file)).flatMap(found -> found);
    }

    /** Returns a file as evidence, with its digest if it is regular and can be read. */
    public Evidence evidence(GuestFile file) throws IOException {
        Optional<Digests> digests =
                file.isRegular() && file.attributes().sizeBytes() <= Evidence.MAX_HASHED_BYTES
                        ? digests(file)
                        : Optional.empty();
        return Evidence.File.of(file, digests.map(Digests::sha256), files().source());
    }

    /** Returns a file as evidence, followed by other facts on it. */
    public List<Evidence> evidence(GuestFile file, List<? extends Evidence> more)
            throws IOException {
        List<Evidence> all = new ArrayList<>();
        all.add(evidence(file));
        all.addAll(more);
        return all;
    }

    /** Something read from the disk. */
    @FunctionalInterface
    private interface Reading<T> {
        T read() throws IOException;
    }

    private <T> Optional<T> read(GuestFile file, Reading<T> reading) throws IOException {
        try {
            return Optional.of(reading.read());
        } catch (IOException e) {
            told(file.path(), e);
            return Optional.empty();
        }
    }

    private void told(String path, IOException e) throws IOException {
        if (!FileFaults.isDiskFault(e)) {
            throw e;
        }
        if (e instanceof FileGoneException) {
            lookedAt("files that were deleted before they were read", 1);
        } else {
            notCovered(path, e);
        }
    }
}
