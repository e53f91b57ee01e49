import { Button } from '@mantine/core';
import { useState } from 'react';
import { useAuthorizedFetch } from '../api/authorized-fetch.ts';
import { formatSize } from '../i18n/format.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { useMoreText } from '../i18n/use-more-text.ts';
import { downloadFailedText } from './download-failed-text.ts';
import { fetchExport } from './fetch-export.ts';
import { saveFile } from './save-file.ts';

type Progress =
  | { readonly at: 'rest' }
  | { readonly at: 'underway'; readonly bytes: number }
  | { readonly at: 'done'; readonly file: string }
  | { readonly at: 'failed'; readonly error: unknown };

export function DownloadEverything() {
  const t = useMoreText();
  const language = useLanguage();
  const authorizedFetch = useAuthorizedFetch();
  const [progress, setProgress] = useState<Progress>({ at: 'rest' });

  async function download(): Promise<void> {
    setProgress({ at: 'underway', bytes: 0 });
    try {
      const { content, file } = await fetchExport(authorizedFetch, (bytes) => setProgress({ at: 'underway', bytes }));
      saveFile(file, content);
      setProgress({ at: 'done', file });
    } catch (error) {
      setProgress({ at: 'failed', error });
    }
  }

  return (
    <div className="privacy-card">
      <p>{t('privacy.downloadHint')}</p>
      <Button variant="light" loading={progress.at === 'underway'} onClick={() => void download()}>
        {t('privacy.download')}
      </Button>
      <p className="privacy-progress" role="status" data-at={progress.at}>
        {progress.at === 'underway' && t('privacy.downloading', { size: formatSize(language, progress.bytes) })}
        {progress.at === 'done' && t('privacy.downloaded', { file: progress.file })}
        {progress.at === 'failed' && downloadFailedText(t, progress.error)}
      </p>
    </div>
  );
}
