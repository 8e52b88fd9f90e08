package dev.yagura.detect.packages.rpm;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.detect.packages.rpm.RpmFile.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The files of a header: arrays side by side, one element for each file. */
final class RpmFileList {
    /** {@code PATH_MAX} of Linux; no path or target is longer. */
    private static final int MAX_PATH = 4096;

    /** Names of users and groups have 32 characters, capabilities all by name 700. */
    private static final int MAX_TEXT = 1024;

    private static final long ALL = 0xFFFF_FFFFL;

    private final RpmHeader header;
    private final List<String> names;
    private final int count;

    RpmFileList(RpmHeader header) throws MalformedStructureException {
        this.header = header;
        this.names = header.texts(RpmTag.BASENAMES);
        this.count = names.size();
    }

    List<RpmFile> files() throws MalformedStructureException {
        if (header.has(RpmTag.OLDFILENAMES)) {
            throw header.malformed(
                    RpmTag.OLDFILENAMES, "is there, expected BASENAMES as since rpm 4");
        }
        List<String> folders = header.texts(RpmTag.DIRNAMES);
        long[] folder = numbers(RpmTag.DIRINDEXES);
        long[] modes = numbers(RpmTag.FILEMODES);
        long[] flags = numbers(RpmTag.FILEFLAGS);
        long[] verify = optionalNumbers(RpmTag.FILEVERIFYFLAGS, ALL);
        long[] states = optionalNumbers(RpmTag.FILESTATES, 0);
        List<String> users = texts(RpmTag.FILEUSERNAME, MAX_TEXT);
        List<String> groups = texts(RpmTag.FILEGROUPNAME, MAX_TEXT);
        List<String> targets = texts(RpmTag.FILELINKTOS, MAX_PATH);
        List<String> digests = texts(RpmTag.FILEDIGESTS, MAX_TEXT);
        List<String> capabilities =
                header.has(RpmTag.FILECAPS) ? texts(RpmTag.FILECAPS, MAX_TEXT) : List.of();
        List<RpmFile> files = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            files.add(
                    new RpmFile(
                            path(folders, folder[i], names.get(i)),
                            (int) modes[i],
                            users.get(i),
                            groups.get(i),
                            targets.get(i),
                            digests.get(i),
                            capabilities.isEmpty() ? "" : capabilities.get(i),
                            flags[i],
                            verify[i],
                            state(states[i])));
        }
        return files;
    }

    private String path(List<String> folders, long folder, String name)
            throws MalformedStructureException {
        if (folder >= folders.size()) {
            throw header.malformed(
                    RpmTag.DIRINDEXES,
                    "has %d, expected 0..%d".formatted(folder, folders.size() - 1));
        }
        String parent = folders.get((int) folder);
        if (!parent.startsWith("/") || !parent.endsWith("/")) {
            throw header.malformed(
                    RpmTag.DIRNAMES, "has a folder that does not start and end with a slash");
        }
        requireLength(RpmTag.BASENAMES, parent.length() + name.length(), MAX_PATH);
        return parent + name;
    }

    private void requireLength(RpmTag tag, int found, int most) throws MalformedStructureException {
        if (found > most) {
            throw header.malformed(
                    tag, "has %d characters, expected %d at most".formatted(found, most));
        }
    }

    private List<String> texts(RpmTag tag, int mostCharacters) throws MalformedStructureException {
        List<String> texts = header.texts(tag);
        requireCount(tag, texts.size());
        for (String text : texts) {
            requireLength(tag, text.length(), mostCharacters);
        }
        return texts;
    }

    private long[] numbers(RpmTag tag) throws MalformedStructureException {
        long[] numbers = header.numbers(tag);
        requireCount(tag, numbers.length);
        return numbers;
    }

    private long[] optionalNumbers(RpmTag tag, long otherwise) throws MalformedStructureException {
        if (header.has(tag)) {
            return numbers(tag);
        }
        long[] all = new long[count];
        Arrays.fill(all, otherwise);
        return all;
    }

    private void requireCount(RpmTag tag, int found) throws MalformedStructureException {
        if (found != count) {
            throw header.malformed(
                    tag,
                    "has %d elements, expected one for each of %d files".formatted(found, count));
        }
    }

    private State state(long number) throws MalformedStructureException {
        State[] states = State.values();
        if (number >= states.length) {
            throw header.malformed(
                    RpmTag.FILESTATES,
                    "has %d, expected 0..%d".formatted(number, states.length - 1));
        }
        return states[(int) number];
    }
}
