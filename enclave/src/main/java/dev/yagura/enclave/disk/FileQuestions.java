package dev.yagura.enclave.disk;

import static java.util.Objects.requireNonNull;

import dev.yagura.detect.baseline.BaselineEntry;
import dev.yagura.detect.files.PathText;
import dev.yagura.enclave.disk.FileRequest.Place;
import dev.yagura.kernel.table.Row;
import dev.yagura.storage.disk.FoundFilesystem;
import dev.yagura.storage.file.ContentHash;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.PathResolver;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.storage.file.TreeWalk;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Answers questions about files, from one look at a VM. Used for one question. */
public final class FileQuestions {
    /** Small beside the longest row that the API's client takes, large beside a row's frame. */
    private static final int MAX_BYTES = 256 << 10;

    /** Longer files are not hashed: a hole of any length costs an attacker nothing. */
    private static final long MAX_HASHED_BYTES = 1L << 36;

    private final FilesOfLook tree;
    private final FileRequest request;
    private final Consumer<Row> rows;
    private final FileRows texts;
    private final FileAnswer answer = new FileAnswer();

    /**
     * A file and what it is called.
     *
     * @param path names from the root; empty if it was found without a name
     * @param text for people and rows
     */
    private record Named(List<FileName> path, String text, StoredFile file) {}

    /**
     * Prepares an answer.
     *
     * @param rows receives what is asked for: a row a file, or a file's bytes
     */
    public FileQuestions(FilesOfLook tree, FileRequest request, Consumer<Row> rows) {
        this.tree = requireNonNull(tree, "tree");
        this.request = requireNonNull(request, "request");
        this.rows = requireNonNull(rows, "rows");
        this.texts = new FileRows(tree);
    }

    /**
     * Answers.
     *
     * @return how it ended: {@code rows}, {@code complete}, {@code notCovered}, {@code notes}
     * @throws NoSuchFileFoundException if there is no such file, or it is not of the kind asked for
     * @throws IOException if it cannot be read at all
     */
    public Row ask() throws IOException {
        if (request.place() instanceof Place.Orphans) {
            orphans();
        } else {
            one(named());
        }
        return answer.end(tree);
    }

    private void one(Named start) throws IOException {
        switch (request.action()) {
            case READ -> read(start);
            case STAT -> give(texts.whole(start.text(), start.file()));
            case FIND -> walk(start, file -> give(texts.row(file.text(), file.file())));
            case HASH -> {
                if (request.recursive()) {
                    walk(start, this::hash);
                } else {
                    requireRegular(start);
                    hash(start);
                }
            }
            case LIST -> list(start);
            case RECORD -> walk(start, this::record);
        }
    }

    private void record(Named named) throws IOException {
        RecordedFile file = new RecordedFile(named.text(), named.file(), answer);
        give(new Row(new LinkedHashMap<>(BaselineEntry.of(named.text(), file).fields())));
    }

    private void list(Named start) throws IOException {
        if (!isDirectory(start.file())) {
            give(texts.row(start.text(), start.file()));
        } else if (request.recursive()) {
            walk(start, file -> give(texts.row(file.text(), file.file())));
        } else {
            for (StoredFile.Entry entry : start.file().entries()) {
                List<FileName> path = new ArrayList<>(start.path());
                path.add(entry.name());
                String text =
                        start.path().isEmpty() && !start.text().equals("/")
                                ? start.text() + FileRows.path(List.of(entry.name()))
                                : FileRows.path(path);
                try {
                    give(texts.row(text, start.file().open(entry)));
                } catch (IOException e) {
                    answer.gap(text, e);
                }
            }
        }
    }

    private void hash(Named named) throws IOException {
        if (named.file().attributes().type() == FileType.REGULAR) {
            byte[] sha256 = ContentHash.sha256(named.file(), MAX_HASHED_BYTES);
            give(texts.hashed(named.text(), named.file(), sha256));
        } else if (request.recursive()) {
            give(texts.row(named.text(), named.file()));
        }
    }

    private void read(Named start) throws IOException {
        requireRegular(start);
        byte[] bytes = new byte[MAX_BYTES];
        long at = 0;
        int length = start.file().read(0, MemorySegment.ofArray(bytes));
        while (length > 0) {
            give(
                    Row.of(
                            "kind",
                            "bytes",
                            "offset",
                            at,
                            "base64",
                            Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, length))));
            at += length;
            length = start.file().read(at, MemorySegment.ofArray(bytes));
        }
    }

    /** Something done with each file of a walk. */
    @FunctionalInterface
    private interface Visit {
        void visit(Named file) throws IOException;
    }

    private void walk(Named start, Visit visit) {
        if (start.text().equals("/")) {
            answer.coverAll(tree);
        }
        String above = start.text().equals("/") ? "" : start.text();
        TreeWalk.walk(
                start.file(),
                TreeWalk.Limits.WIDE,
                new TreeWalk.Visitor() {
                    @Override
                    public boolean visit(List<FileName> path, StoredFile file) throws IOException {
                        visit.visit(new Named(path, text(path), file));
                        return true;
                    }

                    @Override
                    public void unreadable(List<FileName> path, IOException why) {
                        answer.gap(text(path), why);
                    }

                    private String text(List<FileName> path) {
                        return path.isEmpty() ? start.text() : above + FileRows.path(path);
                    }
                });
    }

    private void orphans() throws IOException {
        Set<String> asked = new HashSet<>();
        for (FoundFilesystem filesystem : tree.filesystems()) {
            String name = filesystem.layer().name();
            if (!asked.add(name)) {
                continue; // another subvolume of it is mounted too
            }
            try {
                for (StoredFile file : filesystem.filesystem().orphans()) {
                    String text = "inode %d of %s".formatted(file.attributes().inode(), name);
                    Named orphan = new Named(List.of(), text, file);
                    if (request.action() == FileRequest.Action.HASH) {
                        hash(orphan);
                    } else {
                        give(texts.row(text, file));
                    }
                }
            } catch (IOException e) {
                answer.gap("orphans of " + name, e);
            }
        }
    }

    private Named named() throws IOException {
        if (request.place() instanceof Place.Inode(long number)) {
            FoundFilesystem root = tree.filesystems().getFirst();
            String text = "inode %d of %s".formatted(number, root.layer().name());
            return new Named(List.of(), text, root.filesystem().inode(number));
        }
        String asked = request.place() instanceof Place.Path(String text) ? text : "/";
        byte[] path;
        try {
            path = PathText.bytes(asked);
        } catch (IllegalArgumentException e) {
            throw new NoSuchFileFoundException(String.valueOf(e.getMessage()));
        }
        boolean follow =
                switch (request.action()) {
                    case LIST, READ, HASH -> true;
                    case STAT, FIND, RECORD -> false;
                };
        Optional<PathResolver.Found> found = new PathResolver(tree).find(path, follow);
        return found.map(file -> new Named(file.path(), FileRows.path(file.path()), file.file()))
                .orElseThrow(() -> new NoSuchFileFoundException(asked + ": no such file"));
    }

    private static void requireRegular(Named named) throws NoSuchFileFoundException {
        FileType type = named.file().attributes().type();
        if (type != FileType.REGULAR) {
            throw new NoSuchFileFoundException(
                    "%s: is a %s, expected a regular file"
                            .formatted(named.text(), LayerWords.word(type).replace('-', ' ')));
        }
    }

    private static boolean isDirectory(StoredFile file) {
        return file.attributes().type() == FileType.DIRECTORY;
    }

    private void give(Row row) {
        rows.accept(row);
        answer.count();
    }
}
