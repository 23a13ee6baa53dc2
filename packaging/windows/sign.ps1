# Signs files with the certificate in the variables CERTIFICATE (a PFX file in base64) and PASSWORD.
param([Parameter(Mandatory, ValueFromRemainingArguments)][string[]]$Files)
$ErrorActionPreference = 'Stop'

$bytes = [Convert]::FromBase64String($env:CERTIFICATE)
$flags = [Security.Cryptography.X509Certificates.X509KeyStorageFlags]::EphemeralKeySet
$certificate = [Security.Cryptography.X509Certificates.X509Certificate2]::new($bytes, $env:PASSWORD, $flags)
foreach ($file in $Files) {
    $done = Set-AuthenticodeSignature -FilePath $file -Certificate $certificate -HashAlgorithm SHA256 `
        -IncludeChain All -TimestampServer 'http://timestamp.digicert.com'
    if ($done.Status -ne 'Valid') { throw "$file : $($done.StatusMessage)" }
}
