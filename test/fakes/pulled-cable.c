/*
 * vpcd, the virtual reader, on a cable that can be pulled: while the file named by BADGEUSE_PULLED is there, pcscd hears
 * what the driver of a USB reader says that is gone. Everything else is vpcd's own, which this library is linked with.
 *
 * Build: gcc -shared -fPIC -I/usr/include/PCSC pulled-cable.c -o cable.so -Wl,--no-as-needed libifdvpcd.so -Wl,-rpath,.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <ifdhandler.h>
#include <stdlib.h>
#include <unistd.h>

RESPONSECODE IFDHICCPresence(DWORD lun) {
  static RESPONSECODE (*vpcd)(DWORD);
  const char *pulled = getenv("BADGEUSE_PULLED");
  if (pulled != NULL && access(pulled, F_OK) == 0) return IFD_NO_SUCH_DEVICE;
  if (vpcd == NULL) vpcd = (RESPONSECODE (*)(DWORD))dlsym(RTLD_NEXT, "IFDHICCPresence");
  return vpcd(lun);
}
