# Runs the tests of the built Windows program on a real Windows, as `make windows-test` does by Wine.
$ErrorActionPreference = 'Stop'

$icon = 'build\pyinstaller\hubmail\icons\hubmail.ico'
Copy-Item -Recurse dist\hubmail build\older
Set-Content build\older\_internal\of-an-older-version.txt 'of an older version'
packaging\windows\build.ps1 build\older $icon 0.0.9 build\older.msi

$env:CI = 'true'
$env:HUBMAIL_FOLDER = (Get-Item dist\hubmail).FullName
$env:HUBMAIL_BUILT = "$env:HUBMAIL_FOLDER\hubmail.exe"
$env:HUBMAIL_INSTALLER = (Get-Item dist\*.msi).FullName
$env:HUBMAIL_OLDER_INSTALLER = (Get-Item build\older.msi).FullName
python -m pytest -q -p no:randomly -m 'windows or not packaging' tests/windows `
     tests/cli/test_microsoft.py tests/cli/test_cancel.py
if ($LASTEXITCODE -ne 0) { throw 'the built program does not pass its tests' }
