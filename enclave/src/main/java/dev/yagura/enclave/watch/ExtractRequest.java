package dev.yagura.enclave.watch;

import static java.util.Objects.requireNonNull;

import dev.yagura.kernel.linux.content.ContentRequest;

/**
 * Which contents of a VM's memory are to be taken out.
 *
 * @param content which
 * @param live whether to look without pausing the VM
 */
public record ExtractRequest(ContentRequest content, boolean live) {
    /** Requires the content. */
    public ExtractRequest {
        requireNonNull(content, "content");
    }
}
