/* What Qt's plug-in for Windows asks the colour management for: the profile of a screen.
 *
 * Wine's own WcsCreateIccProfile ends the program. Here no screen has a profile, which is an answer
 * that Qt knows. For Wine only; nothing of this is shipped.
 */

#define EXPORT __declspec(dllexport)
#define NOTHING(name) EXPORT void *name(void) { return 0; }

NOTHING(CloseColorProfile)
NOTHING(GetColorProfileFromHandle)
NOTHING(OpenColorProfileW)
NOTHING(WcsCreateIccProfile)
