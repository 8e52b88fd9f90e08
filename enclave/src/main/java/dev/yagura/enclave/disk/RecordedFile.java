package dev.yagura.enclave.disk;

import dev.yagura.detect.baseline.FileFacts;
import dev.yagura.detect.files.FileFaults;
import dev.yagura.detect.files.FileLimits;
import dev.yagura.detect.files.PathText;
import dev.yagura.storage.file.ContentHash;
import dev.yagura.storage.file.FileAttributes;
import dev.yagura.storage.file.StoredFile;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** A file that is recorded for a baseline; what cannot be read of it is told in the answer. */
record RecordedFile(String path, StoredFile file, FileAnswer answer) implements FileFacts {
    @Override
    public FileAttributes attributes() {
        return file.attributes();
    }

    @Override
    public Optional<String> sha256() throws IOException {
        return read(() ->
                HexFormat.of().formatHex(ContentHash.sha256(file, FileLimits.MAX_CONTENT_BYTES)));
    }

    @Override
    public Optional<String> target() throws IOException {
        return read(() -> PathText.of(file.target()));
    }

    @Override
    public Optional<Map<String, byte[]>> extendedAttributes() throws IOException {
        return read(file::extendedAttributes);
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private <T> Optional<T> read(Reading<T> reading) throws IOException {
        try {
            return Optional.of(reading.read());
        } catch (IOException e) {
            if (!FileFaults.isDiskFault(e)) {
                throw e;
            }
            answer.gap(path, e);
            return Optional.empty();
        }
    }
}
