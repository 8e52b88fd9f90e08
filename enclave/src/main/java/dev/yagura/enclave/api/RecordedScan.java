package dev.yagura.enclave.api;

import dev.yagura.attestation.record.RecordWriter;
import dev.yagura.attestation.record.Recorder;
import dev.yagura.enclave.watch.ScanRequest;
import dev.yagura.enclave.watch.Watch;
import dev.yagura.enclave.watch.WatchException;
import dev.yagura.kernel.table.Row;
import java.io.IOException;
import java.util.Optional;

/**
 * A scan that is signed while it runs: each row goes out as it is, and as a line of a record.
 *
 * <p>An error is a row of the record too, so that a scan that failed cannot be taken for one that
 * was cut short, nor the other way round.
 */
final class RecordedScan {
    private final Watch watch;
    private final Recorder recorder;

    RecordedScan(Watch watch, Recorder recorder) {
        this.watch = watch;
        this.recorder = recorder;
    }

    void run(Optional<String> guest, ScanRequest request, RowStream rows) throws IOException {
        try (RecordWriter record =
                recorder.begin(guest.orElse(Paths.ONLY_GUEST), line -> send(line, rows))) {
            Row last;
            try {
                last =
                        watch.scan(
                                guest,
                                request,
                                finding -> {
                                    record.add(Json.write(finding));
                                    rows.sendUnchecked(finding);
                                });
            } catch (WatchException e) {
                last = RowStream.error(e);
            }
            record.add(Json.write(last));
            record.end();
            rows.send(last);
        }
    }

    private static void send(String line, RowStream rows) {
        rows.sendUnchecked(Row.of(Paths.KIND, Paths.RECORD, Paths.LINE, line));
    }
}
