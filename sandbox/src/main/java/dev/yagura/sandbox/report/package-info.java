/**
 * What well-known tools say when they have found something, recognised in their output.
 *
 * <p>A line is recognised by its wording, which is the tools' own and changes with their versions
 * (chkrootkit 0.57, rkhunter 1.4.6, unhide 20220611, lynis 3.0.8, aide 0.18.3, debsums 3.0.2, as
 * Debian 12 has them). What is not recognised is in the output all the same.
 */
@NullMarked
package dev.yagura.sandbox.report;

import org.jspecify.annotations.NullMarked;
