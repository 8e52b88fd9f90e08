package dev.yagura.enclave.watch;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * Which detectors to run, and how to look.
 *
 * @param only ids of the detectors to run; empty for all
 * @param skip ids of detectors to leave out; the summary names them as not covered
 * @param live whether to look without pausing the VM
 * @param rules files of rules to run beside the built-in detectors
 * @param allow files of findings that are expected
 * @param yara files of YARA rules
 * @param modules detectors in C
 * @param known what the asker knows of files
 * @param root the filesystem that is the root of all paths, by the name of what it lies on, uuid or
 *     label; empty for the one that looks most like a root
 * @param diskOnly whether files are those on disk, without what the VM has in memory of them; so it
 *     is with a chosen root
 */
public record ScanRequest(
        List<String> only,
        List<String> skip,
        boolean live,
        List<TextFile> rules,
        List<TextFile> allow,
        List<TextFile> yara,
        List<ModuleFile> modules,
        KnownFiles known,
        Optional<String> root,
        boolean diskOnly) {
    /** Every detector, the VM paused where it can be. */
    public static final ScanRequest ALL = new ScanRequest(List.of(), List.of(), false);

    /** Copies the lists. */
    public ScanRequest {
        only = List.copyOf(only);
        skip = List.copyOf(skip);
        rules = List.copyOf(rules);
        allow = List.copyOf(allow);
        yara = List.copyOf(yara);
        modules = List.copyOf(modules);
        requireNonNull(known, "known");
        requireNonNull(root, "root");
    }

    /** Asks for built-in detectors only. */
    public ScanRequest(List<String> only, List<String> skip, boolean live) {
        this(
                only,
                skip,
                live,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                KnownFiles.NONE,
                Optional.empty(),
                false);
    }

    /**
     * What the asker knows of files: see {@code dev.yagura.detect.lists} for the forms.
     *
     * @param hashes lists of contents to look for
     * @param good lists of contents that are never reported
     * @param baseline the tree of files at an earlier time
     * @param excluded lists of paths that are not compared with it
     */
    public record KnownFiles(
            List<TextFile> hashes,
            List<TextFile> good,
            Optional<TextFile> baseline,
            List<TextFile> excluded) {
        /** Knows nothing. */
        public static final KnownFiles NONE =
                new KnownFiles(List.of(), List.of(), Optional.empty(), List.of());

        /** Copies the lists. */
        public KnownFiles {
            hashes = List.copyOf(hashes);
            good = List.copyOf(good);
            requireNonNull(baseline, "baseline");
            excluded = List.copyOf(excluded);
        }
    }

    /**
     * A file that the asker has read: its text travels with the request.
     *
     * @param name as the asker calls it; for messages only
     * @param text what it holds
     */
    public record TextFile(String name, String text) {
        /** Requires both. */
        public TextFile {
            requireNonNull(name, "name");
            requireNonNull(text, "text");
        }
    }
}
