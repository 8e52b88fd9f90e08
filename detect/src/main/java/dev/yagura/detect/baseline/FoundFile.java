package dev.yagura.detect.baseline;

import dev.yagura.detect.StorageContext;
import dev.yagura.detect.files.Digests;
import dev.yagura.detect.files.GuestFile;
import dev.yagura.storage.file.FileAttributes;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** A file of the tree that is scanned; what cannot be read is told as not covered. */
record FoundFile(StorageContext context, GuestFile file) implements FileFacts {
    @Override
    public FileAttributes attributes() {
        return file.attributes();
    }

    @Override
    public Optional<String> sha256() throws IOException {
        return context.digests(file).map(Digests::sha256);
    }

    @Override
    public Optional<String> target() throws IOException {
        return context.target(file);
    }

    @Override
    public Optional<Map<String, byte[]>> extendedAttributes() throws IOException {
        return context.readExtendedAttributes(file);
    }
}
