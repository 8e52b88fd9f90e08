package dev.yagura.enclave.watch;

import dev.yagura.enclave.disk.NoSuchFileFoundException;
import dev.yagura.enclave.watch.WatchException.Reason;
import dev.yagura.kernel.KernelNotFoundException;
import dev.yagura.kernel.linux.content.NoSuchContentException;
import dev.yagura.storage.disk.NoRootException;
import java.io.IOException;

/** Says in the user's words what kept a question about a VM from being answered. */
final class Asking {
    /** Something that answers a question about a VM. */
    @FunctionalInterface
    interface Question<T> {
        T ask() throws IOException;
    }

    private Asking() {}

    static <T> T answering(GuestPool.Found found, Question<T> question) throws WatchException {
        try {
            return question.ask();
        } catch (WatchException e) {
            throw e;
        } catch (NoSuchContentException | NoSuchFileFoundException e) {
            throw failed(found, Reason.BAD_REQUEST, e);
        } catch (NoRootException e) {
            throw failed(found, Reason.NO_FILES, e);
        } catch (KernelNotFoundException e) {
            throw failed(found, Reason.NO_KERNEL, e);
        } catch (IOException e) {
            throw failed(found, Reason.INCOMPLETE, e);
        }
    }

    private static WatchException failed(GuestPool.Found found, Reason reason, IOException e) {
        return new WatchException(reason, "VM %s: %s".formatted(found.key(), e.getMessage()), e);
    }
}
