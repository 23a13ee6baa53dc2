/* The functions that Qt6Core takes from Windows' own icuuc.dll, which Wine has from 11.5 on.
 *
 * There is no converter here, and Qt does without: it has those for Unicode and Latin-1 itself.
 * For Wine only; nothing of this is shipped.
 */

#define EXPORT __declspec(dllexport)
/* U_MISSING_RESOURCE_ERROR of ICU's utypes.h */
#define MISSING 2

#define NOTHING(name) EXPORT void *name(void) { return 0; }

EXPORT void *ucnv_open(const char *name, int *error)
{
    (void)name;
    *error = MISSING;
    return 0;
}

NOTHING(ucnv_cbFromUWriteUChars)
NOTHING(ucnv_cbToUWriteUChars)
NOTHING(ucnv_close)
NOTHING(ucnv_countAvailable)
NOTHING(ucnv_fromUCountPending)
NOTHING(ucnv_fromUnicode)
NOTHING(ucnv_getAvailableName)
NOTHING(ucnv_getFromUCallBack)
NOTHING(ucnv_getMaxCharSize)
NOTHING(ucnv_getName)
NOTHING(ucnv_getStandardName)
NOTHING(ucnv_getToUCallBack)
NOTHING(ucnv_reset)
NOTHING(ucnv_setFromUCallBack)
NOTHING(ucnv_setToUCallBack)
NOTHING(ucnv_toUCountPending)
NOTHING(ucnv_toUnicode)
