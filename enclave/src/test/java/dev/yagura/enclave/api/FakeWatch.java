package dev.yagura.enclave.api;

import dev.yagura.enclave.disk.FileRequest;
import dev.yagura.enclave.watch.Answer;
import dev.yagura.enclave.watch.ExtractRequest;
import dev.yagura.enclave.watch.ModuleRequest;
import dev.yagura.enclave.watch.OpenCapture;
import dev.yagura.enclave.watch.OpenFiles;
import dev.yagura.enclave.watch.ScanRequest;
import dev.yagura.enclave.watch.ShowRequest;
import dev.yagura.enclave.watch.TreeRequest;
import dev.yagura.enclave.watch.Watch;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.table.Row;
import dev.yagura.network.capture.CaptureEvent;
import dev.yagura.network.capture.CaptureInterface;
import dev.yagura.storage.block.crypt.Secret;
import dev.yagura.storage.file.FileTree;
import dev.yagura.storage.fixture.MemoryTree;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** Watches a VM that is not there, and remembers what it was asked. */
final class FakeWatch implements Watch {
    /** What the enclave calls itself. */
    volatile String label = "simulated";

    final List<String> questions = new ArrayList<>();
    final Row process = Row.of("pid", 1, "comm", "init\u001b[2J \"quoted\" 櫓");
    final List<byte[]> keys = new ArrayList<>();
    final List<Secret> given = new ArrayList<>();
    final CountDownLatch filesClosed = new CountDownLatch(1);
    boolean breaksOff;
    Runnable betweenFindings = () -> {};

    @Override
    public List<Row> guests() {
        return List.of(Row.of("id", "web", "name", "web"));
    }

    @Override
    public void provide(Optional<String> guest, SourceKind kind, byte[] bytes) {
        questions.add("provide %s %s %d".formatted(guest, kind, bytes.length));
    }

    @Override
    public Answer show(Optional<String> guest, ShowRequest request) throws WatchException {
        questions.add("show %s %s".formatted(guest, request));
        if (guest.isPresent() && guest.get().equals("unknown")) {
            throw new WatchException(Reason.NO_SUCH_GUEST, "VM \"unknown\" is not there");
        }
        return new Answer(List.of(process), Row.of("enclave", label));
    }

    @Override
    public Row scan(Optional<String> guest, ScanRequest request, Consumer<Row> findings)
            throws WatchException {
        questions.add("scan %s %s".formatted(guest, request));
        findings.accept(Row.of("kind", "finding", "rule", "a.b"));
        betweenFindings.run();
        if (breaksOff) {
            throw new WatchException(Reason.UNREACHABLE, "agent a: gone");
        }
        return Row.of("kind", "summary", "findings", 1);
    }

    @Override
    public Row module(Optional<String> guest, ModuleRequest request, Consumer<Row> rows)
            throws WatchException {
        questions.add("module %s %s".formatted(guest, request));
        rows.accept(Row.of("kind", "row", "pid", 1));
        if (breaksOff) {
            throw new WatchException(Reason.UNREACHABLE, "agent a: gone");
        }
        return Row.of("findings", 0, "complete", true);
    }

    @Override
    public Row extract(Optional<String> guest, ExtractRequest request, Consumer<Row> rows)
            throws WatchException {
        questions.add("extract %s %s".formatted(guest, request));
        rows.accept(Row.of("kind", "bytes", "offset", 0, "base64", "AAEC"));
        if (breaksOff) {
            throw new WatchException(Reason.UNREACHABLE, "agent a: gone");
        }
        return Row.of("bytes", 3, "complete", true);
    }

    @Override
    public Row files(Optional<String> guest, FileRequest request, Consumer<Row> rows)
            throws WatchException {
        questions.add("files %s %s".formatted(guest, request));
        rows.accept(Row.of("path", "/etc"));
        if (breaksOff) {
            throw new WatchException(Reason.UNREACHABLE, "agent a: gone");
        }
        return Row.of("rows", 1, "complete", true);
    }

    @Override
    public OpenFiles open(Optional<String> guest, TreeRequest request) {
        questions.add("open %s %s".formatted(guest, request));
        MemoryTree tree = new MemoryTree("made up").file("/passwd", "root:");
        return new OpenFiles() {
            @Override
            public FileTree tree() {
                return tree;
            }

            @Override
            public Row facts() {
                return Row.of("complete", true, "enclave", label);
            }

            @Override
            public void close() {
                filesClosed.countDown();
            }
        };
    }

    @Override
    public OpenCapture capture(Optional<String> guest, List<String> interfaces) {
        questions.add("capture %s %s".formatted(guest, interfaces));
        var on = new CaptureInterface(0, "n0", 1, 0);
        List<CaptureEvent> told =
                List.of(
                        new CaptureEvent.Described(on),
                        new CaptureEvent.Counted(on, Optional.empty(), OptionalLong.of(9), 4));
        return new FakeCapture(new ArrayDeque<>(told), breaksOff, label);
    }

    /** Tells a few things, and then ends or breaks off. */
    private record FakeCapture(Deque<CaptureEvent> told, boolean breaksOff, String label)
            implements OpenCapture {
        @Override
        public Optional<CaptureEvent> next() throws IOException {
            if (told.isEmpty() && breaksOff) {
                throw new WatchException(Reason.UNREACHABLE, "agent a: gone");
            }
            return Optional.ofNullable(told.poll());
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public Row facts() {
            return Row.of("vm", "web", "enclave", label);
        }

        @Override
        public void close() {}
    }

    @Override
    public void unlock(Optional<String> guest, Optional<String> volume, Secret key) {
        questions.add("unlock %s %s".formatted(guest, volume));
        keys.add(key.revealed().clone());
        given.add(key);
    }

    @Override
    public void giveHeader(Optional<String> guest, String volume, byte[] header) {
        questions.add("header %s %s %d".formatted(guest, volume, header.length));
    }

    @Override
    public void lock(Optional<String> guest) {
        questions.add("lock %s".formatted(guest));
    }

    @Override
    public void close() {}
}
