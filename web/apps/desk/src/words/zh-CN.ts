import server from '@shared/api/words.zh-CN.json'
import desk from './desk.zh-CN.json'
import forms from './forms.zh-CN.json'

export default { ...server, ...desk, ...forms }
