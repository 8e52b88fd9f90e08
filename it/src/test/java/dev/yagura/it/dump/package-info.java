/**
 * What is found in a memory dump of a real guest, in the library's own terms, beside what the guest
 * itself and other tools say of it.
 */
@NullMarked
package dev.yagura.it.dump;

import org.jspecify.annotations.NullMarked;
