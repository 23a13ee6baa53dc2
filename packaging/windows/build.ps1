# Builds the installer of a program's folder with WiX 3, which GitHub's Windows machines have, from the
# source that wixl reads on Debian. VERSION and MORE are for trying upgrades.
param(
    [Parameter(Mandatory)][string]$Folder,
    [Parameter(Mandatory)][string]$Icon,
    [string]$Version = (python -c "import hubmail_gui; print(hubmail_gui.__version__)"),
    [string]$Target = "dist\hubmail-$Version-x64.msi"
)
$ErrorActionPreference = 'Stop'

$work = Join-Path 'build' "installer-$Version"
New-Item -ItemType Directory -Force $work | Out-Null
$env:PYTHONPATH = 'packaging'
python -m distribution.harvest $Folder "$work\files.wxs"
if ($LASTEXITCODE -ne 0) { throw 'the files could not be listed' }
$variables = "-dVersion=$Version", "-dFolder=$Folder", "-dIcon=$Icon", '-dPermanent=no'
& "$env:WIX\bin\candle.exe" -nologo -arch x64 @variables -out "$work\" `
    packaging\windows\hubmail.wxs "$work\files.wxs"
if ($LASTEXITCODE -ne 0) { throw 'candle refused the source' }
# ICE43 and ICE57 want a per-user key for a shortcut that is everybody's.
& "$env:WIX\bin\light.exe" -nologo -sice:ICE43 -sice:ICE57 -out $Target `
    "$work\hubmail.wixobj" "$work\files.wixobj"
if ($LASTEXITCODE -ne 0) { throw 'light refused the objects' }
